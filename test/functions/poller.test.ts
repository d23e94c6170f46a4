import { describe, expect, it } from "@jest/globals";

import { range } from "../support/chat.ts";
import { useEnds, useStubs } from "../support/functions/functions-lifecycle.ts";
import { QueuePoller } from "../support/functions/poller.ts";
import { onABroker } from "../support/rabbitmq-broker.ts";
import { TestTimeline } from "../support/functions/test-timeline.ts";
import { TcpProxy } from "../support/tcp-proxy.ts";
import { eventually } from "../support/wait.ts";

interface Event {
  readonly rmqMessagesByQueue: Readonly<Record<string, readonly { readonly data: string }[]>>;
}

const bodiesOf = (event: object): string[] =>
  Object.values((event as Event).rmqMessagesByQueue)
    .flat()
    .map(({ data }) => Buffer.from(data, "base64").toString());

const numbers = (size: number): string[] => range(size).map(String);

onABroker((url) => {
  const aFunction = useStubs();
  const atEnd = useEnds();

  const aTimeline = async (): Promise<TestTimeline> => {
    const timeline = await TestTimeline.open(url);
    atEnd(() => timeline.close());
    return timeline;
  };

  /** Batches as they were handed over, and as they were taken. */
  const polling = (timeline: TestTimeline, options: Partial<ConstructorParameters<typeof QueuePoller>[0]> = {}) => {
    const given: string[][] = [];
    const { invoke = () => Promise.resolve(), ...others } = options;
    const noting = async (event: object): Promise<void> => {
      given.push(bodiesOf(event));
      await invoke(event);
    };
    const poller = new QueuePoller({ url, queue: timeline.queue, windowMs: 20, invoke: noting, ...others });
    atEnd(() => poller.stop());
    return { given, poller };
  };

  const untilGiven = (given: readonly string[][], count: number) =>
    eventually(async () => (given.flat().length >= count ? true : undefined), `${count} messages are handed over`);

  describe("a poller", () => {
    it("hands over what has arrived, in order, and acknowledges it when the function has returned", async () => {
      const timeline = await aTimeline();
      await timeline.put(...numbers(5));
      const { given, poller } = polling(timeline);
      await untilGiven(given, 5);
      await timeline.put("later");
      await untilGiven(given, 6);
      await poller.stop();
      expect(given.flat()).toEqual([...numbers(5), "later"]);
      await timeline.untilEmpty();
    });

    it("gives all of a failed batch back, which nothing overtakes", async () => {
      const timeline = await aTimeline();
      await timeline.put(...numbers(20));
      const taken: string[] = [];
      let calls = 0;
      const invoke = async (event: object): Promise<void> => {
        calls += 1;
        if (calls % 2 === 1) throw new Error("not now");
        taken.push(...bodiesOf(event));
      };
      const { given } = polling(timeline, { invoke, batchSize: 7, backoffMs: 1 });
      await eventually(async () => taken.length >= 20 || undefined, "all are taken");
      expect(taken).toEqual(numbers(20));
      expect(given[0]?.[0]).toBe("0");
      expect(given[1]?.[0]).toBe("0");
    });

    it("never hands over two batches at once, nor more than its limits", async () => {
      const timeline = await aTimeline();
      await timeline.put(...numbers(25));
      let running = 0;
      const invoke = async (): Promise<void> => {
        running += 1;
        await new Promise((resolve) => setImmediate(resolve));
        expect(running).toBe(1);
        running -= 1;
      };
      const { given } = polling(timeline, { invoke, batchSize: 10 });
      await untilGiven(given, 25);
      expect(given.map(({ length }) => length)).toEqual([10, 10, 5]);
      await timeline.put(...["a", "b", "c"].map((letter) => letter.repeat(2_000_000)));
      await untilGiven(given, 28);
      for (const batch of given) expect(batch.join("").length).toBeLessThan(4_500_000);
      expect(
        given
          .flat()
          .slice(25)
          .map(([letter]) => letter),
      ).toEqual(["a", "b", "c"]);
    });

    it("takes a batch again whose environment was killed in the middle of it", async () => {
      const timeline = await aTimeline();
      const hanging = aFunction(`
        export const handler = (event) => new Promise((resolve) => event.again && resolve());`);
      let calls = 0;
      const invoke = (event: object) => hanging.invoke({ ...event, again: (calls += 1) > 1 });
      await timeline.put(...numbers(3));
      const { given, poller } = polling(timeline, { invoke });
      await untilGiven(given, 3);
      await eventually(async () => hanging.environments.length > 0 || undefined, "the function runs");
      hanging.environments[0]?.signal("SIGKILL");
      await timeline.put("later");
      await eventually(async () => given.flat().includes("later") || undefined, "the later one comes");
      await poller.stop();
      expect(given[0]).toEqual(numbers(3));
      expect(given.slice(1).flat()).toEqual([...numbers(3), "later"]);
      await timeline.untilEmpty();
    });

    it("comes back when its connection is cut, also in the middle of a batch", async () => {
      const timeline = await aTimeline();
      const proxy = await TcpProxy.open(url);
      atEnd(() => proxy.close());
      let calls = 0;
      const invoke = async (): Promise<void> => {
        calls += 1;
        if (calls === 1) proxy.cut();
      };
      await timeline.put(...numbers(3));
      const { given, poller } = polling(timeline, { invoke, url: proxy.through(url) });
      await untilGiven(given, 6);
      await poller.stop();
      expect(given).toEqual([numbers(3), numbers(3)]);
      await timeline.untilEmpty();
    });

    it("hands over an event as Amazon MQ's are documented", async () => {
      const timeline = await aTimeline();
      const events: object[] = [];
      polling(timeline, { invoke: async (event) => events.push(event) });
      await timeline.put("hi");
      await eventually(async () => events[0], "an event comes");
      expect(events[0]).toMatchObject({
        eventSource: "aws:rmq",
        eventSourceArn: expect.stringMatching(/^arn:aws:mq:.+:broker:.+:b-[a-z0-9-]+$/),
        rmqMessagesByQueue: {
          [`${timeline.queue}::/`]: [
            {
              basicProperties: { contentType: "text/plain", headers: { by: { bytes: [109, 101] } }, bodySize: 2 },
              redelivered: false,
              data: "aGk=",
            },
          ],
        },
      });
    });
  });
});

import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { openLink } from "../../infra/rabbitmq/link.ts";
import { queueNames } from "../../infra/rabbitmq/names.ts";
import { aPost } from "../support/builders.ts";
import { FakeTelemetry } from "../support/fakes.ts";
import { TestQueues, onABroker } from "../support/rabbitmq-broker.ts";
import { TestBus } from "../support/rabbitmq-bus.ts";
import { TcpProxy } from "../support/tcp-proxy.ts";
import { allDone, posts, textsOf, watch } from "./command-bus-handlers.ts";

const unavailable: unknown = expect.objectContaining({ code: "unavailable", retryAfterMs: 1_000 });

onABroker((url) => {
  describe("publishing to RabbitMQ", () => {
    let bus: TestBus;
    beforeEach(async () => {
      bus = await TestBus.open(url);
    });
    afterEach(() => bus.close());
    const linkWasTold = (isUp: boolean) => bus.telemetry.of("linkChanged").some(([, told]) => told === isUp);
    const isPublishing = async () => {
      const seen = watch([bus.publish(aPost())]);
      await bus.until(() => seen.accepted + seen.refused.length > 0);
      return seen.accepted === 1;
    };

    it("has the command in the queue when it answers", async () => {
      await bus.publish(aPost());
      await bus.until(async () => (await bus.queues.ready()) === 1);
    });

    it("refuses a command whose queue is gone", async () => {
      await bus.queues.delete();
      await expect(bus.publish(aPost())).rejects.toEqual(unavailable);
    });

    it("answers at once when the connection is lost before the confirm", async () => {
      bus.publishing.hold("answers");
      const seen = watch([bus.publish(aPost()), bus.publish(aPost())]);
      await bus.until(async () => (await bus.queues.ready()) === 2);
      expect(seen).toEqual({ accepted: 0, refused: [] });
      bus.publishing.cut();
      await bus.until(() => seen.refused.length === 2);
      expect(seen.refused).toEqual([unavailable, unavailable]);
    });

    it("refuses at once while there is no connection, and keeps nothing for later", async () => {
      bus.publishing.refuse();
      await bus.until(() => linkWasTold(false));
      await expect(bus.publish(aPost())).rejects.toEqual(unavailable);
      bus.publishing.heal();
      await bus.until(isPublishing);
      await bus.until(async () => (await bus.queues.ready()) === 1);
    });

    it("declares the queues again on a broker that came back empty", async () => {
      await bus.queues.delete();
      bus.publishing.cut();
      await bus.until(isPublishing);
      await bus.until(async () => (await bus.queues.ready()) === 1);
    });

    it("leaves no timer behind a command that was confirmed", async () => {
      await bus.publish(aPost());
      expect(bus.clock.waiting).toBe(0);
    });

    it("takes what is published before its channel is open, in order", async () => {
      const fresh = bus.anotherBus();
      const seen = watch(posts(3).map((command) => fresh.publish(command)));
      const texts: string[] = [];
      await bus.consume(async (batch) => {
        texts.push(...textsOf(batch));
        return allDone(batch);
      });
      await bus.until(() => texts.length === 3 && seen.accepted === 3);
      expect(texts).toEqual(["0", "1", "2"]);
    });
  });

  describe("connecting to RabbitMQ", () => {
    const withPassword = (change: (url: URL) => void): string => {
      const changed = new URL(url);
      changed.password = "a-secret";
      change(changed);
      return changed.href;
    };
    const refusal = async (address: string, names = queueNames("test-unused", 1)): Promise<Error> => {
      const opening = openLink({ url: address, name: "test", names, telemetry: new FakeTelemetry() });
      const opened = await opening.catch((error: unknown) => error as Error);
      if (opened instanceof Error) return opened;
      await opened.close();
      throw new Error("It was not refused.");
    };

    it("says that the password is refused, and not which", async () => {
      const { name, message } = await refusal(withPassword(() => {}));
      expect(name).toBe("BrokerUnreachable");
      expect(message).toMatch(/^RabbitMQ at \S+:\d+ .* the user or the password is refused[.] .* AMQP_URL[.]$/);
      expect(message).not.toContain("a-secret");
    });

    it("says that there is no such vhost", async () => {
      const missing = new URL(url);
      missing.pathname = "/no-such-vhost";
      expect((await refusal(missing.href)).message).toContain("there is no such vhost");
    });

    it("says where nobody listens", async () => {
      const proxy = await TcpProxy.open(url);
      const address = withPassword((own) => (own.port = `${proxy.port}`));
      await proxy.close();
      expect((await refusal(address)).message).toContain("ECONNREFUSED");
    });

    it("says that it may be no RabbitMQ that answers", async () => {
      const proxy = await TcpProxy.open(url);
      proxy.refuse();
      expect((await refusal(proxy.through(url))).message).toContain("it may be no RabbitMQ");
      await proxy.close();
    });

    it("says which queue was declared with other arguments", async () => {
      const queues = await TestQueues.open(url, 2);
      const [, second] = queues.names.timelines;
      await queues.declareOtherwise(second!);
      const { name, message } = await refusal(url, queues.names);
      await queues.close();
      expect(name).toBe("TopologyDiffers");
      expect(message).toContain(`queue ${second!} that was declared with other arguments`);
      expect(message).toMatch(/Delete it if it is empty.* NAMESPACE[.] Never delete a queue that holds messages[.]$/);
    });
  });
});

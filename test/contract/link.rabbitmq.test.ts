import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { RabbitCommandBus } from "../../infra/rabbitmq/command-bus.ts";
import { RabbitDeadLetters } from "../../infra/rabbitmq/dead-letters.ts";
import type { RabbitLink } from "../../infra/rabbitmq/link.ts";
import { openLink } from "../../infra/rabbitmq/link.ts";
import { systemClock } from "../../infra/runtime/clock.ts";
import { aPost } from "../support/builders.ts";
import { FakeTelemetry } from "../support/fakes.ts";
import { onABroker, TestQueues } from "../support/rabbitmq-broker.ts";
import { TcpProxy } from "../support/tcp-proxy.ts";
import { eventually } from "../support/wait.ts";

onABroker((url) => {
  let proxy: TcpProxy;
  let queues: TestQueues;
  let telemetry: FakeTelemetry;
  let link: RabbitLink;
  const open = () => openLink({ url: proxy.through(url), name: "test", names: queues.names, telemetry });
  beforeEach(async () => {
    proxy = await TcpProxy.open(url);
    queues = await TestQueues.open(url, 1);
    telemetry = new FakeTelemetry();
    link = await open();
  });
  afterEach(async () => {
    proxy.heal();
    await link.close();
    await proxy.close();
    await queues.close();
  });
  const untilReady = (count: number) =>
    eventually(async () => (await queues.ready()) === count || undefined, `${count} messages are ready`);

  describe("a broker from which nothing comes any more", () => {
    it("is known to be away well within the 15 s that are promised, at any moment of a heartbeat", async () => {
      proxy.hold();
      await eventually(async () => !link.isConnected || undefined, "the link is given up", 13_500);
    }, 30_000);
  });

  describe("a connection that is made anew", () => {
    it("takes the next publish as if nothing had been, and alarms nobody", async () => {
      const bus = new RabbitCommandBus(link, queues.names, systemClock);
      await bus.publish(aPost());
      await link.renew();
      await bus.publish(aPost());
      await untilReady(2);
      expect(proxy.connections).toBe(2);
      expect(telemetry.of("linkChanged").map(([, isUp]) => isUp)).toEqual([true, true]);
    });

    it("is tried for each second, however long the broker is away", () => {
      const pauses = Array.from({ length: 200 }, (_, index) => link.pauseBefore(index + 1));
      expect(Math.max(...pauses)).toBeLessThanOrEqual(1_000);
      expect(new Set(pauses).size).toBeGreaterThan(100);
    });

    it("comes back where it was lost already", async () => {
      proxy.cut();
      await eventually(async () => !link.isConnected || undefined, "the loss is heard of");
      await link.renew();
      expect([link.isUp, proxy.connections]).toEqual([true, 2]);
    });

    it("tells of a broker that is away, and comes back when that does", async () => {
      const server = proxy.connections;
      proxy.refuse();
      const renewed = link.renew();
      await eventually(async () => telemetry.of("linkChanged").some(([, isUp]) => !isUp) || undefined, "it is told");
      proxy.heal();
      await renewed;
      expect([link.isUp, proxy.connections > server]).toEqual([true, true]);
    });

    it("knows whether the broker answers", async () => {
      expect(await link.isAnswering()).toBe(true);
      proxy.hold("answers");
      let isAnswered = false;
      const asked = link.isAnswering().then((answers) => {
        isAnswered = true;
        return answers;
      });
      await untilReady(0);
      expect(isAnswered).toBe(false);
      proxy.cut();
      expect(await asked).toBe(false);
    });
  });

  describe("putting messages aside", () => {
    it("has them in the dead letters when it resolves, as they were", async () => {
      const letters = new RabbitDeadLetters(open, queues.names, systemClock);
      await letters.put(queues.first, [Buffer.from("one"), Buffer.from([0xff])]);
      expect([await queues.deadLetter(), await queues.deadLetter()]).toEqual(["one", "\ufffd"]);
    });

    it("fails when nothing takes them", async () => {
      await queues.delete(queues.names.deadLetters);
      const letters = new RabbitDeadLetters(() => Promise.resolve(link), queues.names, systemClock);
      await expect(letters.put(queues.first, [Buffer.from("one")])).rejects.toThrow("RabbitMQ took no dead letters");
    });

    it("fails while the broker is away", async () => {
      proxy.refuse();
      const letters = new RabbitDeadLetters(open, queues.names, systemClock);
      await expect(letters.put(queues.first, [Buffer.from("one")])).rejects.toMatchObject({
        name: "BrokerUnreachable",
      });
    });
  });
});

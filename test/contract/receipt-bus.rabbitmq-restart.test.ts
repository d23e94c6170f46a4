import { afterEach, beforeEach, describe, expect, it, jest } from "@jest/globals";
import type { Receipt } from "../../core/entities/receipt.ts";
import type { RabbitLink } from "../../infra/rabbitmq/link.ts";
import { openLink } from "../../infra/rabbitmq/link.ts";
import { LoneTries } from "../../infra/rabbitmq/lone-tries.ts";
import { queueNames } from "../../infra/rabbitmq/names.ts";
import { RabbitReceiptBus } from "../../infra/rabbitmq/receipt-bus.ts";
import { RabbitReceiptSource } from "../../infra/rabbitmq/receipt-source.ts";
import { systemClock } from "../../infra/runtime/clock.ts";
import { FakeTelemetry } from "../support/fakes.ts";
import { FakeAttempts } from "../support/fakes-attempts.ts";
import { onABroker } from "../support/rabbitmq-broker.ts";
import type { Service } from "../support/services/private-server.ts";
import { startRabbit } from "../support/services/rabbit.ts";
import { eventually } from "../support/wait.ts";
import { AppliedReceipts, by, later } from "./receipt-bus-handlers.ts";

jest.setTimeout(180_000);

/** It needs a broker of its own, since no other test may lose it. */
onABroker(() => {
  describe("receipts that wait while RabbitMQ is killed and comes back", () => {
    const names = queueNames("test", 1);
    const telemetry = new FakeTelemetry();
    let rabbit: Service;
    const links: RabbitLink[] = [];
    const link = async (name: string) => {
      links.push(await openLink({ url: rabbit.url, name, names, telemetry }));
      return links.at(-1)!;
    };
    beforeEach(async () => {
      rabbit = await startRabbit();
    });
    afterEach(async () => {
      await Promise.all(links.map((each) => each.close()));
      await rabbit.stop();
    });

    it("are handed out again, and what comes after them is taken again", async () => {
      const bus = new RabbitReceiptBus(await link("publishing"), names, systemClock);
      const letters = { note: () => Promise.resolve() };
      const tries = new LoneTries(new FakeAttempts(), telemetry);
      const tools = { letters, tries, clock: systemClock, telemetry };
      const source = new RabbitReceiptSource(await link("consuming"), names, tools);
      const applied = new AppliedReceipts();
      let isAway = true;
      const consumption = await source.consume(async (receipts: readonly Receipt[]) =>
        isAway ? later : applied.handler(receipts),
      );
      await bus.publish(by("alice"));
      await bus.publish(by("bob"));
      await rabbit.kill();
      isAway = false;
      await rabbit.restart();
      const isTaken = () =>
        bus.publish(by("carol")).then(
          () => true as const,
          () => undefined,
        );
      await eventually(isTaken, "receipts are taken again", 30_000);
      const isDone = async () => Object.keys(applied.delivered).length === 3 || undefined;
      await eventually(isDone, "all are applied", 30_000);
      await consumption.close();
      expect(applied.delivered).toEqual({ alice: 2, bob: 2, carol: 2 });
    });
  });
});

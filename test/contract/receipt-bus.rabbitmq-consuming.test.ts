import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import type { Receipt } from "../../core/entities/receipt.ts";
import type { ReceiptBus, ReceiptSource } from "../../core/ports/receipt-bus.ts";
import { encodeReceipts } from "../../infra/rabbitmq/receipt-codec.ts";
import { sha256 } from "../../infra/runtime/ids.ts";
import { onABroker } from "../support/rabbitmq-broker.ts";
import { TestBus } from "../support/rabbitmq-bus.ts";
import { AppliedReceipts, HeldReceipts, by, dead, usersIn } from "./receipt-bus-handlers.ts";

const newer = JSON.stringify({ v: 99, receipts: "unheard of" });
const aMinuteMs = 60_000;
const unavailable: unknown = expect.objectContaining({ code: "unavailable", retryAfterMs: 1_000 });

onABroker((url) => {
  describe("the receipts' queue in RabbitMQ", () => {
    let bus: TestBus;
    let queue: string;
    let receipts: ReceiptBus;
    let source: ReceiptSource;
    let applied: AppliedReceipts;
    beforeEach(async () => {
      bus = await TestBus.open(url);
      queue = bus.queues.names.receipts;
      receipts = bus.receiptBus();
      source = await bus.receiptSource();
      applied = new AppliedReceipts();
    });
    afterEach(() => bus.close());
    const put = (...lots: readonly (readonly Receipt[])[]) => {
      for (const lot of lots) bus.queues.put(encodeReceipts(lot), queue);
    };
    const areReady = (count: number) =>
      bus.until(async () => (await bus.queues.ready(queue)) === count, `${count} are ready`);
    const isApplied = (...users: readonly string[]) =>
      bus.until(() => users.every((user) => user in applied.delivered), `those of ${users.join()} are applied`);
    const isTaken = (lot: readonly Receipt[]) => () =>
      receipts.publish(lot).then(
        () => true,
        () => false,
      );

    it("has what was published when that is answered, and nothing of what was done", async () => {
      await receipts.publish(by("alice"));
      await areReady(1);
      const consumption = await source.consume(applied.handler);
      await isApplied("alice");
      await consumption.close();
      await areReady(0);
    });

    it("is shared: while one process is at work, another one takes what comes", async () => {
      const held = new HeldReceipts();
      await source.consume(held.handler);
      await receipts.publish(by("held"));
      await bus.until(() => held.batches.length === 1, "one process is at work");
      await (await bus.receiptSource()).consume(applied.handler);
      let round = 0;
      await bus.until(async () => {
        await receipts.publish(by(`user-${round++}`));
        return Object.keys(applied.delivered).length > 0;
      }, "the other takes some");
      held.answer(0);
    });

    it("hands out again what was in work when the connection was lost", async () => {
      const held = new HeldReceipts();
      await source.consume(held.handler);
      await receipts.publish(by("alice"));
      await bus.until(() => held.batches.length === 1);
      bus.consuming.cut();
      held.answer(0);
      await bus.until(() => held.batches.length === 2);
      expect(held.batches[1]).toEqual(by("alice"));
      held.answer(1);
      await areReady(0);
    });

    it("puts what cannot be read aside with its reason, and goes on with its neighbours", async () => {
      put(by("alice"));
      bus.queues.put("garbage-and-a-secret", queue);
      put(by("bob"));
      await source.consume(applied.handler);
      await isApplied("alice", "bob");
      const reason = "It is not a JSON object with a version.";
      const digest: unknown = expect.stringMatching(/^[0-9a-f]{64}$/);
      await bus.until(async () => (await bus.queues.deadLetter()) === "garbage-and-a-secret");
      expect(bus.log.letters).toEqual([{ queue, digest, reason }]);
      expect([bus.telemetry.of("receiptsDead"), bus.telemetry.count("commandDead")]).toEqual([[[reason]], 0]);
    });

    it("puts aside what is dead alone, with its reason, and nothing beside it", async () => {
      const poison = [...by("poison"), ...by("bob")];
      put(by("alice"), poison, by("carol"));
      await source.consume(async (batch) => (usersIn(batch).includes("poison") ? dead : applied.handler(batch)));
      await isApplied("alice", "carol");
      await bus.until(async () => (await bus.queues.deadLetter()) === encodeReceipts(poison).toString());
      expect(bus.log.letters).toMatchObject([{ queue, reason: "It broke." }]);
      expect(bus.telemetry.of("receiptsDead")).toEqual([["It broke."]]);
      await areReady(0);
    });

    it("gets back what was put aside and is replayed, for which no author is known", async () => {
      let isSound = false;
      put(by("alice"));
      await source.consume(async (batch) => (isSound ? applied.handler(batch) : dead));
      await bus.until(async () => (await bus.queues.ready(bus.queues.names.deadLetters)) === 1, "it is put aside");
      isSound = true;
      const letters = await bus.deadLetters();
      await letters.visit(async (letter) => {
        expect(letter).toMatchObject({ queue, cause: "rejected", command: undefined });
        await letters.replay(letter);
        return "done";
      });
      await isApplied("alice");
      expect(await bus.queues.deadLetter()).toBeUndefined();
    });

    it("is left to others at a newer version, which is not lost, and looked at again a minute later", async () => {
      put(by("alice"));
      bus.queues.put(newer, queue);
      put(by("bob"));
      await source.consume(applied.handler);
      await isApplied("alice");
      await bus.until(() => bus.telemetry.count("batchDelayed") === 1, "an operator is told");
      expect(bus.telemetry.of("batchDelayed")).toEqual([[expect.stringContaining("has version 99"), true]]);
      await areReady(2);
      await bus.consumersClock.turn(aMinuteMs);
      await bus.until(() => bus.telemetry.count("batchDelayed") === 2, "it is looked at again");
      expect([await bus.queues.deadLetter(), "bob" in applied.delivered]).toEqual([undefined, false]);
    });

    it("has what may have ended its consumers tried alone, and put aside when it did", async () => {
      const [first, killer, last] = [by("alice"), by("killer"), by("bob")];
      put(first, killer, last);
      await bus.queues.deliverInVain(2, 3, queue);
      bus.attempts.counts.set(sha256.digest(encodeReceipts(killer).toString()), 2);
      const batches: string[][] = [];
      await source.consume(async (batch) => {
        batches.push(usersIn(batch));
        return applied.handler(batch);
      });
      await isApplied("alice", "bob");
      await bus.until(async () => (await bus.queues.deadLetter()) === encodeReceipts(killer).toString());
      expect(batches).toEqual([["alice"], ["bob"]]);
      expect(bus.telemetry.of("receiptsDead")).toEqual([["It ended the 2 processes that tried it alone."]]);
      expect(bus.telemetry.count("commandDead")).toBe(0);
    });

    it("is declared again when it was deleted, an operator is told, and receipts are refused until then", async () => {
      await source.consume(applied.handler);
      await receipts.publish(by("alice"));
      await isApplied("alice");
      bus.consuming.refuse();
      await bus.queues.delete(queue);
      await expect(receipts.publish(by("bob"))).rejects.toEqual(unavailable);
      bus.consuming.heal();
      await bus.until(isTaken(by("carol")), "it takes receipts");
      await isApplied("carol");
    });

    it("is left alone while it is declared otherwise, and keeps no timeline from being used", async () => {
      await source.consume(applied.handler);
      for (const proxy of [bus.publishing, bus.consuming]) proxy.refuse();
      await bus.queues.delete(queue);
      await bus.queues.declareOtherwise(queue);
      for (const proxy of [bus.publishing, bus.consuming]) proxy.heal();
      await bus.until(() => bus.telemetry.count("queueUnfit") > 0, "an operator is told");
      expect(bus.telemetry.of("queueUnfit")[0]).toEqual([expect.stringContaining(queue)]);
      await expect(receipts.publish(by("alice"))).rejects.toEqual(unavailable);
      await bus.queues.delete(queue);
      await bus.until(isTaken(by("bob")), "it takes receipts");
      await isApplied("bob");
    });

    it("costs a process whose batch never ends its share, and another one takes it over", async () => {
      let isAtWork = false;
      await source.consume(() => {
        isAtWork = true;
        return new Promise(() => {});
      });
      await receipts.publish(by("alice"));
      await bus.until(() => isAtWork, "it is at work");
      await bus.consumersClock.turn(aMinuteMs);
      await bus.until(() => bus.telemetry.count("batchDelayed") > 0, "an operator is told");
      expect(bus.telemetry.of("batchDelayed")).toEqual([[expect.stringContaining("for a minute"), true]]);
      await (await bus.receiptSource()).consume(applied.handler);
      await isApplied("alice");
    });
  });
});

import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import type { Delivery } from "../../core/entities/command.ts";
import { encode } from "../../infra/rabbitmq/command-codec.ts";
import { sha256 } from "../../infra/runtime/ids.ts";
import { onABroker } from "../support/rabbitmq-broker.ts";
import { TestBus } from "../support/rabbitmq-bus.ts";
import { Applied, HeldBatches, inRoom, keeping, later, posts, textsOf } from "./command-bus-handlers.ts";

const texts = (count: number): string[] => Array.from({ length: count }, (_, index) => `${index}`);

onABroker((url) => {
  describe("a message that may have ended its consumer", () => {
    let bus: TestBus;
    beforeEach(async () => {
      bus = await TestBus.open(url);
    });
    afterEach(() => bus.close());
    const areReady = (count: number) => bus.until(async () => (await bus.queues.ready()) === count, `${count} ready`);

    it("is put aside with its reason when it has ended the processes that tried it alone, and its neighbours proceed", async () => {
      const applied = new Applied();
      const [first, killer, last] = posts(3).map(encode);
      for (const body of [first!, killer!, last!]) bus.queues.put(body);
      await bus.queues.deliverInVain(2, 3);
      bus.attempts.counts.set(sha256.digest(killer!.toString()), 2);
      await bus.consume(applied.handler);
      await bus.until(() => applied.commands.size === 2 && bus.log.letters.length === 1);
      expect(applied.textsIn()).toEqual(["0", "2"]);
      expect(bus.log.letters).toMatchObject([{ reason: "It ended the 2 processes that tried it alone." }]);
      await bus.until(async () => (await bus.queues.deadLetter()) === killer!.toString());
      expect([...bus.attempts.open]).toEqual([sha256.digest(killer!.toString())]);
    });

    it("is not what waits for its room: the first in line keeps no other room waiting, and its own room in order", async () => {
      const applied = new Applied();
      let isLocked = true;
      await bus.publish(inRoom("locked", "0"));
      await bus.publish(inRoom("locked", "1"));
      for (const command of posts(5)) await bus.publish(command);
      await bus.consume(async (batch) => {
        const outcomes = keeping(batch, ({ command }) => isLocked && command.room.roomId === "locked");
        await applied.handler(batch.filter((_, index) => outcomes[index]?.kind === "done"));
        return outcomes;
      });
      await bus.until(() => applied.textsIn().length === 5, "another room's are applied");
      expect(applied.textsIn("locked")).toEqual([]);
      isLocked = false;
      await bus.until(() => applied.textsIn("locked").length === 2, "those that waited are applied");
      expect([applied.textsIn("locked"), applied.textsIn()]).toEqual([["0", "1"], texts(5)]);
    });

    it("makes a process leave the queue when many of many rooms are like it", async () => {
      const applied = new Applied();
      for (const command of posts(3)) bus.queues.put(encode(command));
      await bus.queues.deliverInVain(2, 3);
      bus.attempts.struckLines = 20;
      await bus.consume(applied.handler);
      await bus.until(() => bus.telemetry.count("batchDelayed") > 0);
      expect(bus.telemetry.of("batchDelayed")).toEqual([[expect.stringContaining("20 rooms"), true]]);
      await bus.until(async () => (await bus.queues.ready()) === 3);
      expect(applied.commands.size).toBe(0);
    });

    it("is alone in work, and so is each like it; behind them all are worked on together, in order", async () => {
      const held = new HeldBatches();
      for (const command of posts(20)) bus.queues.put(encode(command));
      await bus.queues.deliverInVain(2, 3);
      await bus.consume(held.handler);
      for (const index of [0, 1, 2]) {
        await bus.until(() => held.batches.length === index + 1);
        expect(textsOf(held.batches[index]!)).toEqual([`${index}`]);
        held.answer(index);
      }
      const rest = (): readonly Delivery[] => held.batches.slice(3).flat();
      for (let index = 3; rest().length < 17; index += 1) {
        await bus.until(() => held.batches.length > index);
        held.answer(index);
      }
      expect(textsOf(rest())).toEqual(texts(20).slice(3));
      expect(held.batches.length).toBeLessThan(20);
    });

    it("is alone in work when it comes in the midst of others", async () => {
      const held = new HeldBatches();
      for (const command of posts(10)) bus.queues.put(encode(command));
      await bus.queues.giveBackInVain(2, 1);
      await bus.consume(held.handler);
      for (const index of [0, 1]) {
        await bus.until(() => held.batches.length === index + 1);
        expect(textsOf(held.batches[index]!)).toEqual([`${index}`]);
        held.answer(index);
      }
      await bus.until(() => held.batches.length === 3);
      expect(textsOf(held.batches[2]!)[0]).toBe("2");
      held.answer(2);
    });

    it("keeps its place in line however often it is given back with what stands behind it", async () => {
      const applied = new Applied();
      let isAway = true;
      for (const command of posts(40)) bus.queues.put(encode(command));
      await bus.queues.deliverInVain(1, 40);
      const answer = (batch: readonly Delivery[]) =>
        isAway ? Promise.resolve(batch.map(() => later)) : applied.handler(batch);
      await bus.consume(answer);
      for (const round of [1, 2, 3]) {
        await bus.until(() => bus.consuming.connections === round, "it is connected");
        await areReady(0);
        bus.consuming.cut();
      }
      isAway = false;
      await bus.until(() => applied.commands.size === 40, "all are applied");
      expect(applied.textsIn()).toEqual(texts(40));
    });
  });

  describe("a batch that never ends", () => {
    let bus: TestBus;
    beforeEach(async () => {
      bus = await TestBus.open(url);
    });
    afterEach(() => bus.close());

    it("costs its process the queue, and another one takes it over; an operator is told", async () => {
      const applied = new Applied();
      await bus.consume(() => new Promise(() => {}));
      await bus.publish(inRoom("lobby", "0"));
      await bus.until(() => bus.telemetry.count("batchDelayed") > 0, "an operator is told");
      expect(bus.telemetry.of("batchDelayed")).toEqual([[expect.stringContaining("for a minute"), true]]);
      await bus.consumeFrom(await bus.source("another"), applied.handler);
      await bus.until(() => applied.textsIn().length === 1, "another one has applied it");
    });
  });
});

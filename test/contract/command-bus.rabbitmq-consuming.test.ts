import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import type { Command } from "../../core/entities/command.ts";
import { encode } from "../../infra/rabbitmq/command-codec.ts";
import { textOf } from "../support/builders.ts";
import { onABroker } from "../support/rabbitmq-broker.ts";
import { TestBus } from "../support/rabbitmq-bus.ts";
import { Applied, HeldBatches, done, keeping, inRoom, later, posts, textsOf } from "./command-bus-handlers.ts";

const texts = (count: number): string[] => Array.from({ length: count }, (_, index) => `${index}`);
const newer = JSON.stringify({ v: 99, command: { kind: "unheard-of" } });

onABroker((url) => {
  describe("consuming from RabbitMQ", () => {
    let bus: TestBus;
    beforeEach(async () => {
      bus = await TestBus.open(url);
    });
    afterEach(() => bus.close());
    const publish = (commands: readonly Command[]) => Promise.all(commands.map((command) => bus.publish(command)));
    const put = (commands: readonly Command[]) => {
      for (const command of commands) bus.queues.put(encode(command));
    };
    const areReady = (count: number) => bus.until(async () => (await bus.queues.ready()) === count, `${count} ready`);

    it("has acknowledged what was done when it is closed", async () => {
      const applied = new Applied();
      const consumption = await bus.consume(applied.handler);
      await publish(posts(50));
      await bus.until(() => applied.commands.size === 50);
      await consumption.close();
      await bus.until(async () => (await bus.queues.ready()) === 0);
      await bus.consume(() => Promise.reject(new Error("Nothing is left to hand out.")));
      await publish([inRoom("lobby", "next")]);
    });

    it("goes on after a lost connection, in order and without a loss", async () => {
      const applied = new Applied();
      let batches = 0;
      await bus.consume(async (batch) => {
        batches += 1;
        if (batches === 2 || batches === 5) bus.consuming.cut();
        return applied.handler(batch);
      });
      await publish([...posts(200, "a"), ...posts(200, "b")]);
      await bus.until(() => applied.commands.size === 400);
      expect(applied.textsIn("a")).toEqual(texts(200));
      expect(applied.textsIn("b")).toEqual(texts(200));
    });

    it("keeps the order of every room, whatever has to wait, fails, or is cut off", async () => {
      const fates = fc.array(fc.constantFrom("done", "done", "later", "throws", "cut"), { maxLength: 8 });
      const rooms = fc.array(fc.constantFrom("a", "b", "c"), { minLength: 1, maxLength: 60 });
      await fc.assert(
        fc.asyncProperty(rooms, fates, async (roomIds, planned) => {
          const applied = new Applied();
          const left = [...planned];
          const sent = roomIds.map((roomId, index) => inRoom(roomId, `${index}`));
          const consumption = await bus.consume(async (batch) => {
            const fate = left.shift() ?? "done";
            if (fate === "throws") throw new TypeError("A mistake in the handler.");
            if (fate === "cut") bus.consuming.cut();
            const outcomes = keeping(batch, (delivery) => fate === "later" && delivery === batch[0]);
            await applied.handler(batch.filter((_, index) => outcomes[index] === done));
            return outcomes;
          });
          await publish(sent);
          // What was applied when the connection was cut comes again, perhaps only in the next run.
          await bus.until(() => sent.every(({ id }) => applied.commands.has(id)));
          await consumption.close();
          for (const id of ["a", "b", "c"]) {
            const expected = sent.filter(({ room }) => room.roomId === id).map(textOf);
            expect(applied.textsIn(id, sent)).toEqual(expected);
          }
        }),
        { numRuns: 10 },
      );
    });

    it("hands nothing newer of a room out before what waits of it, though the connection is lost", async () => {
      const applied = new Applied();
      let isLocked = true;
      await bus.consume(async (batch) => {
        const free = batch.filter(({ command }) => !isLocked || command.room.roomId !== "locked");
        await applied.handler(free);
        return batch.map((delivery) => (free.includes(delivery) ? done : later));
      });
      await publish([...posts(5, "free"), ...posts(200, "locked"), ...posts(200, "free")]);
      await bus.until(() => applied.commands.size === 205);
      bus.consuming.cut();
      isLocked = false;
      await bus.until(() => applied.commands.size === 405);
      expect(applied.textsIn("locked")).toEqual(texts(200));
    });

    it("begins no batch beside one that was in work when the connection was lost", async () => {
      const held = new HeldBatches();
      await bus.consume(held.handler);
      await publish(posts(3));
      await bus.until(() => held.batches.length === 1);
      bus.consuming.cut();
      await bus.until(() => bus.consuming.connections === 2);
      await areReady(0);
      expect(held.batches).toHaveLength(1);
      held.answer(0);
      await bus.until(() => held.batches.length === 2);
      expect(held.batches[1]![0]).toEqual({ command: held.batches[0]![0]!.command, redelivered: true });
      expect(textsOf(held.batches[1]!)).toEqual(texts(3));
      held.answer(1);
    });

    it("declares a queue again that was deleted, tells an operator, and goes on", async () => {
      const applied = new Applied();
      await bus.consume(applied.handler);
      await publish(posts(2));
      await bus.until(() => applied.commands.size === 2);
      await bus.queues.delete();
      await bus.until(() => bus.telemetry.count("batchDelayed") > 0);
      expect(bus.telemetry.of("batchDelayed")).toEqual([[expect.stringContaining("was gone"), true]]);
      await publish([inRoom("lobby", "after")]);
      await bus.until(() => applied.textsIn().includes("after"));
    });

    it("goes on when a queue is deleted just when its consumer has begun", async () => {
      const applied = new Applied();
      await bus.consume(applied.handler);
      const isTaken = (command: Command) =>
        bus.publish(command).then(
          () => true,
          () => false,
        );
      for (const round of [0, 1, 2, 3]) {
        await publish([inRoom("lobby", `before ${round}`)]);
        await bus.until(() => applied.textsIn().includes(`before ${round}`), `before ${round}`);
        await bus.queues.delete();
        await bus.until(() => isTaken(inRoom("lobby", `after ${round}`)), `taken ${round}`);
        await bus.until(() => applied.textsIn().includes(`after ${round}`), `after ${round}`);
        bus.consuming.cut();
      }
    });

    it("puts garbage aside with its reason, and goes on with its neighbours", async () => {
      const applied = new Applied();
      const [before, after] = posts(2);
      put([before!]);
      bus.queues.put("garbage-and-a-secret");
      put([after!]);
      await bus.consume(applied.handler);
      await bus.until(() => applied.commands.size === 2);
      const letter = { queue: bus.queues.first, digest: expect.stringMatching(/^[0-9a-f]{64}$/) as unknown };
      const reason = "It is not a JSON object with a version.";
      expect(bus.log.letters).toEqual([{ ...letter, reason }]);
      expect(bus.telemetry.of("commandDead")).toEqual([[reason]]);
      await bus.until(async () => (await bus.queues.deadLetter()) === "garbage-and-a-secret");
    });

    it("puts nothing aside before its reason is noted", async () => {
      const applied = new Applied();
      bus.log.failure = new Error("The database does not answer.");
      bus.queues.put("garbage");
      put(posts(1));
      await bus.consume(applied.handler);
      await bus.until(() => bus.telemetry.count("setback") > 2);
      expect(await bus.queues.deadLetter()).toBeUndefined();
      bus.log.failure = undefined;
      await bus.until(async () => (await bus.queues.deadLetter()) === "garbage");
      await bus.until(() => applied.commands.size === 1);
    });

    it("gives a partition up at a command of a newer version, after what comes before it", async () => {
      const applied = new Applied();
      const [before, after] = posts(2);
      put([before!]);
      bus.queues.put(newer);
      put([after!]);
      await bus.consume(applied.handler);
      await bus.until(() => bus.leases.of("one").length === 0 && applied.commands.size === 1);
      expect(bus.telemetry.of("batchDelayed")).toEqual([[expect.stringContaining("has version 99"), true]]);
      expect(applied.textsIn()).toEqual(["0"]);
      await bus.until(async () => (await bus.queues.ready()) === 2);
      expect(await bus.queues.deadLetter()).toBeUndefined();
    });
  });
});

import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import type { Command } from "../../core/entities/command.ts";
import { partitionOf } from "../../infra/rabbitmq/names.ts";
import { onABroker } from "../support/rabbitmq-broker.ts";
import { TestBus } from "../support/rabbitmq-bus.ts";
import type { Handler } from "./command-bus-handlers.ts";
import { Applied, HeldBatches, done, inRoom, later, posts } from "./command-bus-handlers.ts";

const partitions = 4;
const rooms = Array.from({ length: 12 }, (_, index) => `room-${index}`);

/** Each room's posts in order, the rooms mixed. */
const manyPosts = (perRoom: number): Command[] =>
  Array.from({ length: perRoom }, (_, index) => rooms.map((room) => inRoom(room, `${index}`))).flat();

onABroker((url) => {
  describe("processes that share the partitions", () => {
    let bus: TestBus;
    beforeEach(async () => {
      bus = await TestBus.open(url, partitions);
    });
    afterEach(() => bus.close());
    const publish = (commands: readonly Command[]) => Promise.all(commands.map((command) => bus.publish(command)));
    const consume = async (owner: string, handler: Handler) => bus.consumeFrom(await bus.source(owner), handler);
    const has = (owner: string, count: number) => bus.until(() => bus.leases.of(owner).length === count);
    /** Applies to what all processes share, and remembers which partitions it was given. */
    const counting = (applied: Applied) => {
      const seen = new Set<number>();
      const handler: Handler = async (batch) => {
        for (const { command } of batch) seen.add(partitionOf(command.room, partitions));
        return applied.handler(batch);
      };
      return { seen, handler };
    };
    const expectOrder = (applied: Applied, perRoom: number) => {
      const expected = Array.from({ length: perRoom }, (_, index) => `${index}`);
      for (const room of rooms) expect(applied.textsIn(room)).toEqual(expected);
    };

    it("take a half each, also when the second comes while the first is at work", async () => {
      const applied = new Applied();
      const [one, two] = [counting(applied), counting(applied)];
      await consume("one", one.handler);
      await has("one", 4);
      const published = publish(manyPosts(40));
      await consume("two", two.handler);
      await has("two", 2);
      await published;
      one.seen.clear();
      await publish(rooms.map((room) => inRoom(room, "40")));
      await bus.until(() => applied.commands.size === 41 * rooms.length);
      expectOrder(applied, 41);
      expect([...one.seen].sort()).toEqual(bus.leases.of("one"));
      expect([...two.seen].sort()).toEqual(expect.arrayContaining(bus.leases.of("two")));
    });

    it("leave everything to the one that remains", async () => {
      const applied = new Applied();
      const first = await consume("one", applied.handler);
      await consume("two", applied.handler);
      await has("two", 2);
      const published = publish(manyPosts(30));
      await first.close();
      await has("two", 4);
      await published;
      await bus.until(() => applied.commands.size === 30 * rooms.length);
      expectOrder(applied, 30);
    });

    it("keep the order though a lease is lost in the midst of a batch", async () => {
      const applied = new Applied();
      const held = new HeldBatches();
      await consume("one", held.handler);
      await has("one", 4);
      await publish(posts(100, "room-0"));
      await bus.until(() => held.batches.length === 1);
      bus.leases.take([0, 1, 2, 3], "two");
      await consume("two", applied.handler);
      await bus.until(() => applied.commands.size === 100);
      await applied.handler(held.batches[0]!);
      held.answer(0);
      expect(applied.textsIn("room-0")).toEqual(Array.from({ length: 100 }, (_, index) => `${index}`));
    });

    it("do not wait for a partition of which one room has to wait", async () => {
      const applied = new Applied();
      await consume("one", async (batch) => {
        const free = batch.filter(({ command }) => command.room.roomId !== "room-0");
        await applied.handler(free);
        return batch.map((delivery) => (free.includes(delivery) ? done : later));
      });
      await publish(rooms.slice(1).map((room) => inRoom(room, "first")));
      await bus.until(() => applied.commands.size === rooms.length - 1);
      await publish(manyPosts(5));
      await bus.until(() => applied.commands.size === 6 * (rooms.length - 1));
      expect(applied.textsIn("room-0")).toEqual([]);
    });

    it("let the others have what they hold when they cannot reach the broker", async () => {
      const applied = new Applied();
      await bus.consume(applied.handler);
      await has("one", 4);
      bus.consuming.refuse();
      await has("one", 0);
      bus.consuming.heal();
      await has("one", 4);
      await publish(manyPosts(2));
      await bus.until(() => applied.commands.size === 2 * rooms.length);
    });

    it("hold nothing when the keeper of the leases does not answer, and go on when it does", async () => {
      const applied = new Applied();
      await bus.consume(applied.handler);
      await has("one", 4);
      bus.leases.failure = new Error("The database does not answer.");
      await bus.until(() => bus.telemetry.of("partitionsHeld").at(-1)?.[0] === 0);
      await publish(manyPosts(2));
      expect(applied.commands.size).toBe(0);
      bus.leases.failure = undefined;
      await bus.until(() => applied.commands.size === 2 * rooms.length);
    });
  });
});

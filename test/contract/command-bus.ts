import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import type { Command, Delivery } from "../../core/entities/command.ts";
import type { CommandBus, CommandSource, Consumption } from "../../core/ports/command-bus.ts";
import { textOf } from "../support/builders.ts";
import type { FakeClock } from "../support/fake-clock.ts";
import { settled } from "../support/fake-clock.ts";
import { within } from "../support/wait.ts";
import type { Handler } from "./command-bus-handlers.ts";
import { HeldBatches, allDone, done, inRoom, keeping, later, posts, textsOf, watch } from "./command-bus-handlers.ts";

export interface OpenBus {
  readonly bus: CommandBus & CommandSource;
  /** What the deadline of a publish goes by. */
  readonly clock: FakeClock;
  /** Resolves once the condition holds, however long this bus takes to hand things on. */
  until(condition: () => boolean): Promise<void>;
  /** From now on nobody confirms what is published. */
  leaveUnconfirmed(): void;
  close(): Promise<void>;
}

/** What every queue of commands promises, whatever it is made of. */
export const commandBusContract = (name: string, openBus: () => Promise<OpenBus>): void => {
  describe(`the command bus (${name})`, () => {
    let open: OpenBus;
    let consumption: Consumption | undefined;
    beforeEach(async () => {
      open = await openBus();
      consumption = undefined;
    });
    afterEach(async () => {
      await within(2_000, "the end of the consumer", consumption?.close() ?? Promise.resolve()).finally(() =>
        open.close(),
      );
    });
    const publish = (commands: readonly Command[]) => watch(commands.map((command) => open.bus.publish(command)));
    const consume = async (handler: Handler): Promise<void> => {
      consumption = await open.bus.consume(handler);
    };

    it("hands out every command that it took, as it was", async () => {
      const handed: Delivery[] = [];
      await consume(async (batch) => {
        handed.push(...batch);
        return allDone(batch);
      });
      const command = inRoom("lobby", "naïve 👋 \ufeff");
      await open.bus.publish(command);
      await open.until(() => handed.length > 0);
      expect(handed).toEqual([{ command, redelivered: false }]);
    });

    it("keeps the order of a room", async () => {
      const texts: string[] = [];
      await consume(async (batch) => {
        texts.push(...textsOf(batch));
        return allDone(batch);
      });
      const sent = posts(1_200);
      publish(sent);
      await open.until(() => texts.length >= sent.length);
      expect(texts).toEqual(sent.map(textOf));
    });

    it("hands out whatever has arrived, at most 500 at once", async () => {
      const held = new HeldBatches();
      await consume(held.handler);
      publish(posts(1));
      await open.until(() => held.batches.length === 1);
      publish(posts(1_200));
      for (let index = 0; held.batches.flat().length < 1_201; index += 1) {
        held.answer(index);
        await open.until(() => held.batches.length === index + 2);
      }
      held.answer(held.batches.length - 1);
      const sizes = held.batches.map(({ length }) => length);
      expect(Math.max(...sizes)).toBeLessThanOrEqual(500);
      expect(sizes.length).toBeLessThan(300);
    });

    it("never has two batches with commands of one room in work", async () => {
      const inWork = new Set<string>();
      const seen = { handed: 0, twice: 0 };
      await consume(async (batch) => {
        const rooms = new Set(batch.map(({ command }) => command.room.roomId));
        for (const room of rooms) if (inWork.has(room)) seen.twice += 1;
        for (const room of rooms) inWork.add(room);
        await settled();
        for (const room of rooms) inWork.delete(room);
        seen.handed += batch.length;
        return allDone(batch);
      });
      for (let round = 0; round < 20; round += 1) {
        publish([inRoom("a"), inRoom("b"), inRoom("a")]);
        await settled();
      }
      await open.until(() => seen.handed === 60);
      expect(seen.twice).toBe(0);
    });

    it("hands out again what has to wait, marked, and before what came after it", async () => {
      const handed: Delivery[] = [];
      const applied: string[] = [];
      await consume(async (batch) => {
        const outcomes = keeping(batch, ({ command, redelivered }) => textOf(command) === "0" && !redelivered);
        handed.push(...batch);
        applied.push(...textsOf(batch.filter((_, index) => outcomes[index] === done)));
        return outcomes;
      });
      publish(posts(3));
      await open.until(() => applied.length >= 3);
      expect(applied).toEqual(["0", "1", "2"]);
      const first = handed.filter(({ command }) => textOf(command) === "0");
      expect(first.map(({ redelivered }) => redelivered)).toEqual([false, true]);
    });

    it("asks a handler that throws again, with the same commands first", async () => {
      const batches: string[][] = [];
      await consume(async (batch) => {
        batches.push(textsOf(batch));
        if (batches.length === 1) throw new TypeError("A mistake in the handler.");
        return allDone(batch);
      });
      publish(posts(3));
      await open.until(() => batches.length >= 2);
      expect(batches[1]!.slice(0, batches[0]!.length)).toEqual(batches[0]);
    });

    it("goes on behind a command that was put aside", async () => {
      const texts: string[] = [];
      await consume(async (batch) => {
        texts.push(...textsOf(batch));
        return batch.map(({ command }) => (textOf(command) === "0" ? { kind: "dead", reason: "poison" } : done));
      });
      const seen = publish(posts(2));
      await open.until(() => seen.accepted > 0 && texts.length === 2);
      expect(texts).toEqual(["0", "1"]);
    });

    it("answers a publish that nobody confirms with unavailable after 4 s", async () => {
      open.leaveUnconfirmed();
      const seen = publish([inRoom("lobby")]);
      await open.clock.turn(3_999);
      expect(seen.refused).toEqual([]);
      await open.clock.turn(1);
      expect(seen.refused).toEqual([expect.objectContaining({ code: "unavailable" })]);
    });

    it("finishes the batch in work when it closes, takes no more, and may be closed twice", async () => {
      const held = new HeldBatches();
      await consume(held.handler);
      publish(posts(1));
      await open.until(() => held.batches.length === 1);
      const closes = watch([consumption!.close(), consumption!.close()]);
      publish(posts(1));
      await settled();
      expect(closes.accepted).toBe(0);
      held.answer(0);
      await open.until(() => closes.accepted === 2);
      expect(held.batches).toHaveLength(1);
    });

    it("keeps what a closed consumer left for the next one", async () => {
      const texts: string[] = [];
      let refused = 0;
      await consume(async (batch) => {
        refused += batch.length;
        return batch.map(() => later);
      });
      publish(posts(2));
      await open.until(() => refused > 0);
      await consumption!.close();
      await consume(async (batch) => {
        texts.push(...textsOf(batch));
        return allDone(batch);
      });
      await open.until(() => texts.length === 2);
      expect(texts).toEqual(["0", "1"]);
    });

    it("keeps the order of every room, whatever has to wait and whichever handler fails", async () => {
      const fates = fc.array(fc.constantFrom("done", "later", "throws"), { maxLength: 12 });
      const rooms = fc.array(fc.constantFrom("a", "b", "c"), { minLength: 1, maxLength: 30 });
      await fc.assert(
        fc.asyncProperty(rooms, fates, async (roomIds, planned) => {
          const sent = roomIds.map((roomId, index) => inRoom(roomId, `${index}`));
          const applied: Command[] = [];
          const left = [...planned];
          const consuming = await open.bus.consume(async (batch) => {
            const fate = left.shift() ?? "done";
            if (fate === "throws") throw new TypeError("A mistake in the handler.");
            const outcomes = keeping(batch, (delivery) => fate === "later" && delivery === batch[0]);
            applied.push(...batch.filter((_, index) => outcomes[index] === done).map(({ command }) => command));
            return outcomes;
          });
          publish(sent);
          await open.until(() => applied.length === sent.length);
          await consuming.close();
          for (const id of ["a", "b", "c"]) {
            const of = (all: readonly Command[]) => all.filter(({ room }) => room.roomId === id).map(textOf);
            expect(of(applied)).toEqual(of(sent));
          }
        }),
        { numRuns: 30 },
      );
    });
  });
};

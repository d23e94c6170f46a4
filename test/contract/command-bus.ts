import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import type { Command, Delivery, Outcome } from "../../core/entities/command.ts";
import { roomKey } from "../../core/entities/refs.ts";
import type { CommandBus, CommandSource, Consumption } from "../../core/ports/command-bus.ts";
import { aPost, aRef } from "../support/builders.ts";
import type { FakeClock } from "../support/fake-clock.ts";
import { settled } from "../support/fake-clock.ts";

export interface OpenBus {
  readonly bus: CommandBus & CommandSource;
  readonly clock: FakeClock;
  /** Resolves once the condition holds, however long this bus takes to hand things on. */
  until(condition: () => boolean): Promise<void>;
  close(): Promise<void>;
}

type Handler = (batch: readonly Delivery[]) => Promise<readonly Outcome[]>;
const done: Outcome = { kind: "done" };
const later: Outcome = { kind: "later" };
const allDone: Handler = async (batch) => batch.map(() => done);

const inRoom = (roomId: string, text = "hello"): Command => aPost({ room: aRef({ roomId }), text });
const posts = (count: number, roomId = "lobby"): Command[] =>
  Array.from({ length: count }, (_, index) => inRoom(roomId, `${index}`));
const textsOf = (batch: readonly Delivery[]): string[] => batch.map(({ command }) => command.text);

/** A batch that its test answers when it likes. */
class HeldBatches {
  readonly batches: (readonly Delivery[])[] = [];
  readonly #answers: ((outcomes: readonly Outcome[]) => void)[] = [];
  readonly handler: Handler = (batch) => {
    this.batches.push(batch);
    return new Promise((resolve) => this.#answers.push(resolve));
  };

  answer(index: number, outcome: Outcome = done): void {
    this.#answers[index]?.(this.batches[index]!.map(() => outcome));
  }
}

/** Counts what has become of promises, and never leaves one unobserved. */
const watch = (promises: readonly Promise<unknown>[]) => {
  const seen = { accepted: 0, refused: [] as unknown[] };
  for (const promise of promises) {
    promise.then(
      () => (seen.accepted += 1),
      (error: unknown) => seen.refused.push(error),
    );
  }
  return seen;
};

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
      await consumption?.close();
      await open.close();
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
      expect(texts).toEqual(sent.map(({ text }) => text));
    });

    it("hands out at most 500 at once, and then whatever has arrived", async () => {
      const held = new HeldBatches();
      await consume(held.handler);
      publish(posts(1));
      await open.until(() => held.batches.length === 1);
      publish(posts(700));
      held.answer(0);
      await open.until(() => held.batches.length === 2);
      held.answer(1);
      await open.until(() => held.batches.length === 3);
      held.answer(2);
      expect(held.batches.map(({ length }) => length).reduce((a, b) => a + b)).toBe(701);
      expect(Math.max(...held.batches.map(({ length }) => length))).toBe(500);
    });

    it("never has two batches with commands of one room in work", async () => {
      const held = new HeldBatches();
      await consume(held.handler);
      publish([inRoom("a")]);
      await open.until(() => held.batches.length === 1);
      publish([inRoom("a"), inRoom("b"), inRoom("a")]);
      await settled();
      const others = held.batches.slice(1).flat();
      expect(others.map(({ command }) => command.room.roomId)).not.toContain("a");
      held.answer(0);
      await open.until(() => held.batches.flat().some((each, index) => index > 0 && each.command.room.roomId === "a"));
      for (const index of held.batches.keys()) held.answer(index);
    });

    it("hands out again what has to wait, marked, and before what came after it", async () => {
      const held = new HeldBatches();
      await consume(held.handler);
      publish(posts(2));
      await open.until(() => held.batches.flat().length === 2);
      publish([inRoom("lobby", "newer")]);
      held.answer(0, later);
      const again = () => held.batches.slice(1).flat();
      await open.until(() => again().length >= 2);
      held.answer(1);
      await open.until(() => again().length === 3);
      held.answer(2);
      expect(textsOf(again())).toEqual(["0", "1", "newer"]);
      expect(again().map(({ redelivered }) => redelivered)).toEqual([true, true, false]);
    });

    it("asks a handler that throws again, with the same commands", async () => {
      const batches: string[][] = [];
      await consume(async (batch) => {
        batches.push(textsOf(batch));
        if (batches.length === 1) throw new TypeError("A mistake in the handler.");
        return allDone(batch);
      });
      publish(posts(3));
      await open.until(() => batches.length === 2);
      expect(batches[1]).toEqual(batches[0]);
    });

    it("goes on behind a command that was put aside", async () => {
      const texts: string[] = [];
      await consume(async (batch) => {
        texts.push(...textsOf(batch));
        return batch.map(({ command }) => (command.text === "0" ? { kind: "dead", reason: "poison" } : done));
      });
      const seen = publish(posts(2));
      await open.until(() => seen.accepted > 0 && texts.length === 2);
      expect(texts).toEqual(["0", "1"]);
    });

    it("answers a publish that nobody confirms with unavailable after 4 s", async () => {
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
      await consume(async (batch) => batch.map(() => later));
      publish(posts(2));
      await settled();
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
            // As a use case does: what waits keeps its room's later commands waiting.
            const waiting = fate === "later" ? roomKey(batch[0]!.command.room) : "";
            const free = batch.filter(({ command }) => roomKey(command.room) !== waiting);
            applied.push(...free.map(({ command }) => command));
            return batch.map((delivery) => (free.includes(delivery) ? done : later));
          });
          publish(sent);
          await open.until(() => applied.length === sent.length);
          await consuming.close();
          for (const id of ["a", "b", "c"]) {
            const of = (all: readonly Command[]) =>
              all.filter(({ room }) => room.roomId === id).map(({ text }) => text);
            expect(of(applied)).toEqual(of(sent));
          }
        }),
        { numRuns: 30 },
      );
    });
  });
};

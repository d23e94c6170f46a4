import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { range } from "../support/chat.ts";
import type { Receipt } from "../../core/entities/receipt.ts";
import type { Consumption } from "../../core/ports/command-bus.ts";
import type { ReceiptBus, ReceiptHandler, ReceiptSource } from "../../core/ports/receipt-bus.ts";
import { aReceipt, aRef } from "../support/builders.ts";
import type { FakeClock } from "../support/fake-clock.ts";
import { settled } from "../support/fake-clock.ts";
import { within } from "../support/wait.ts";
import { watch } from "./command-bus-handlers.ts";
import {
  AppliedReceipts,
  HeldReceipts,
  by,
  byMany,
  dead,
  deliveredIn,
  done,
  later,
  usersIn,
} from "./receipt-bus-handlers.ts";

export interface OpenReceiptBus {
  readonly bus: ReceiptBus;
  readonly source: ReceiptSource;
  /** What the deadline of a publish goes by. */
  readonly clock: FakeClock;
  /** Resolves once the condition holds, however long this bus takes to hand things on. */
  until(condition: () => boolean): Promise<void>;
  /** From now on nobody confirms what is published. */
  leaveUnconfirmed(): void;
  close(): Promise<void>;
}

/** What every queue of receipts promises, whatever it is made of. */
export const receiptBusContract = (name: string, openBus: () => Promise<OpenReceiptBus>): void => {
  describe(`the receipt bus (${name})`, () => {
    let open: OpenReceiptBus;
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
    const publish = (lots: readonly (readonly Receipt[])[]) => watch(lots.map((lot) => open.bus.publish(lot)));
    const consume = async (handler: ReceiptHandler): Promise<void> => {
      consumption = await open.source.consume(handler);
    };
    /** What is published by then is handed out when this is answered. */
    const holdFirst = async (held: HeldReceipts): Promise<void> => {
      await consume(held.handler);
      publish([by("first")]);
      await open.until(() => held.batches.length === 1);
    };
    /** Answers one after the other until so many were handed out. */
    const answerUntil = async (held: HeldReceipts, size: number): Promise<void> => {
      for (let index = 0; held.batches.flat().length < size; index += 1) {
        held.answer(index);
        await open.until(() => held.batches.length === index + 2);
      }
      held.answer(held.batches.length - 1);
    };

    it("hands out every receipt that it took, as it was", async () => {
      const handed: Receipt[] = [];
      await consume(async (receipts) => {
        handed.push(...receipts);
        return done;
      });
      const receipt = aReceipt({
        room: aRef({ roomId: "A_b-9" }),
        userId: "naïve 👋",
        delivered: 7,
        read: 0,
        userVersion: 3,
      });
      await open.bus.publish([receipt]);
      await open.until(() => handed.length > 0);
      expect(handed).toEqual([receipt]);
    });

    it("hands out together what has arrived, merged", async () => {
      const held = new HeldReceipts();
      await holdFirst(held);
      const lots = Array.from({ length: 40 }, (_, index) => [...by("alice", index + 2), ...by(`user-${index}`)]);
      publish(lots);
      await answerUntil(held, 42);
      expect(deliveredIn(held.batches.flat())).toEqual(deliveredIn([...by("first"), ...lots.flat()]));
      expect(held.batches.length).toBeLessThan(20);
      for (const batch of held.batches) expect(new Set(usersIn(batch)).size).toBe(batch.length);
    });

    it("hands out at most 5,000 at once", async () => {
      const held = new HeldReceipts();
      await holdFirst(held);
      publish(range(14).map((lot) => byMany(400, `lot-${lot}`)));
      await answerUntil(held, 5_601);
      expect(held.batches.every(({ length }) => length <= 5_000)).toBe(true);
      expect(new Set(usersIn(held.batches.flat())).size).toBe(5_601);
    });

    it("hands out nothing more before what it handed out is answered", async () => {
      let inWork = 0;
      let most = 0;
      const applied = new AppliedReceipts();
      await consume(async (receipts) => {
        inWork += 1;
        most = Math.max(most, inWork);
        await settled();
        inWork -= 1;
        return applied.handler(receipts);
      });
      for (let round = 0; round < 20; round += 1) {
        publish([by(`user-${round}`)]);
        await settled();
      }
      await open.until(() => Object.keys(applied.delivered).length === 20);
      expect(most).toBe(1);
    });

    it("hands out again what has to wait, merged with what arrived meanwhile", async () => {
      const handed: (readonly Receipt[])[] = [];
      let isAway = true;
      await consume(async (receipts) => {
        handed.push(receipts);
        return isAway ? later : done;
      });
      publish([by("alice", 2)]);
      await open.until(() => handed.length > 0);
      publish([by("alice", 5), by("bob")]);
      await open.until(() => handed.at(-1)!.length === 2);
      expect(deliveredIn(handed.at(-1)!)).toEqual({ alice: 5, bob: 2 });
      isAway = false;
      const before = handed.length;
      await open.until(() => handed.length > before);
      expect(handed.at(-1)).toHaveLength(2);
    });

    it("asks a handler that throws again", async () => {
      const batches: string[][] = [];
      await consume(async (receipts) => {
        batches.push(usersIn(receipts));
        if (batches.length === 1) throw new TypeError("A mistake in the handler.");
        return done;
      });
      publish([by("alice")]);
      await open.until(() => batches.length === 2);
      expect(batches[1]).toEqual(["alice"]);
    });

    it("tries what is dead together each lot alone, and goes on with all but the one that is", async () => {
      const applied = new AppliedReceipts();
      const asked: string[][] = [];
      let go: () => void = () => {};
      const gate = new Promise<void>((resolve) => (go = resolve));
      await consume(async (receipts) => {
        asked.push(usersIn(receipts));
        await gate;
        return usersIn(receipts).includes("poison") ? dead : applied.handler(receipts);
      });
      publish([by("first")]);
      await open.until(() => asked.length === 1);
      publish([by("alice"), [...by("poison"), ...by("bob")], by("carol")]);
      go();
      await open.until(() => Object.keys(applied.delivered).length === 3);
      await open.until(() => asked.some((users) => users.join() === "poison,bob"));
      expect(Object.keys(applied.delivered).toSorted()).toEqual(["alice", "carol", "first"]);
    });

    it("answers a publish that nobody confirms with unavailable after 4 s", async () => {
      open.leaveUnconfirmed();
      const seen = publish([by("alice")]);
      await open.clock.turn(3_999);
      expect(seen.refused).toEqual([]);
      await open.clock.turn(1);
      expect(seen.refused).toEqual([expect.objectContaining({ code: "unavailable" })]);
    });

    it("finishes the batch in work when it closes, takes no more, and may be closed twice", async () => {
      const held = new HeldReceipts();
      await holdFirst(held);
      const closes = watch([consumption!.close(), consumption!.close()]);
      publish([by("bob")]);
      await settled();
      expect(closes.accepted).toBe(0);
      held.answer(0);
      await open.until(() => closes.accepted === 2);
      expect(held.batches).toHaveLength(1);
    });

    it("keeps what a closed consumer left for the next one", async () => {
      const applied = new AppliedReceipts();
      let refused = 0;
      await consume(async (receipts) => {
        refused += receipts.length;
        return later;
      });
      publish([by("alice"), by("bob")]);
      await open.until(() => refused > 0);
      await consumption!.close();
      await consume(applied.handler);
      await open.until(() => Object.keys(applied.delivered).length === 2);
    });

    it("hands every receipt out until it is done, whatever has to wait and whichever handler fails", async () => {
      const fates = fc.array(fc.constantFrom("done", "later", "throws"), { maxLength: 12 });
      const receipt = fc.tuple(fc.constantFrom("alice", "bob", "carol"), fc.nat({ max: 50 }));
      const lots = fc.array(fc.array(receipt, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 30 });
      let runs = 0;
      await fc.assert(
        fc.asyncProperty(lots, fates, async (asked, planned) => {
          // What was outdone before it was handed out is left for the next run.
          runs += 1;
          const sent = asked.map((each) =>
            each.map(([name, delivered]) => aReceipt({ userId: `${name}-${runs}`, delivered, read: 0 })),
          );
          const applied = new AppliedReceipts();
          const left = [...planned];
          const consuming = await open.source.consume(async (receipts) => {
            const fate = left.shift() ?? "done";
            if (fate === "throws") throw new TypeError("A mistake in the handler.");
            return fate === "later" ? later : applied.handler(receipts);
          });
          publish(sent);
          const expected = Object.entries(deliveredIn(sent.flat()));
          await open.until(() => expected.every(([userId, delivered]) => applied.delivered[userId] === delivered));
          await consuming.close();
        }),
        { numRuns: 30 },
      );
    });
  });
};

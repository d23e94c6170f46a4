import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { merged } from "../../test/support/merged.ts";
import type { Receipt } from "./receipt.ts";
import { mergeLots } from "./receipt.ts";

const seq = fc.nat({ max: 20 });
const receipt: fc.Arbitrary<Receipt> = fc
  .record({ roomId: fc.constantFrom("a", "b"), userId: fc.constantFrom("alice", "bob"), seqs: fc.tuple(seq, seq, seq) })
  .map(({ roomId, userId, seqs: [one, other, userVersion] }) => ({
    room: { tenantId: "acme", roomId },
    userId,
    delivered: Math.max(one, other),
    read: Math.min(one, other),
    userVersion,
  }));

const sorted = (receipts: readonly Receipt[]) => receipts.map((each) => JSON.stringify(each)).toSorted();

describe("merged receipts", () => {
  it("say the highest of each member of each room, however they were cut and in whatever order they came", () => {
    fc.assert(
      fc.property(fc.array(receipt), fc.nat(), (receipts, at) => {
        const whole = merged(receipts);
        const cut = at % (receipts.length + 1);
        const parts = [...merged(receipts.slice(cut)), ...merged(receipts.slice(0, cut))];
        expect(sorted(merged(parts))).toEqual(sorted(whole));
        for (const { room, userId, delivered, read } of whole) {
          const own = receipts.filter((each) => each.room.roomId === room.roomId && each.userId === userId);
          expect(delivered).toBe(Math.max(...own.map((each) => each.delivered)));
          expect(read).toBe(Math.max(...own.map((each) => each.read)));
        }
      }),
    );
  });
});

describe("merged lots", () => {
  it("are as many, from the first on, as have room together, and say what their receipts say", () => {
    const lot = fc.array(receipt, { minLength: 1, maxLength: 6 }).map((each) => ({ receipts: merged(each) }));
    fc.assert(
      fc.property(fc.array(lot, { minLength: 1 }), fc.nat({ max: 5 }), (lots, most) => {
        const { count, receipts } = mergeLots(lots, most);
        const first = (length: number) => lots.slice(0, length).flatMap((each) => each.receipts);
        expect(receipts).toEqual(merged(first(count)));
        if (count > 1) expect(receipts.length).toBeLessThanOrEqual(most);
        if (count < lots.length) expect(merged(first(count + 1)).length).toBeGreaterThan(most);
        expect(count).toBeGreaterThan(0);
      }),
    );
  });

  it("are all of one member's, however many", () => {
    const [one] = fc.sample(receipt, 1);
    const lots = Array.from({ length: 1_000 }, (_, delivered) => ({ receipts: [{ ...one!, delivered, read: 0 }] }));
    expect(mergeLots(lots, 1)).toMatchObject({ count: 1_000, receipts: [{ delivered: 999 }] });
  });
});

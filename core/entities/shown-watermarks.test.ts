import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import type { Privacy } from "./privacy.ts";
import { isShown } from "./privacy.ts";
import { receiptsFor, shownWatermarks } from "./shown-watermarks.ts";
import type { Watermarks } from "./watermarks.ts";

const whole: Watermarks = { userId: "bob", delivered: 9, read: 7 };
const [noReads, noDeliveries] = [{ readReceipts: false }, { deliveryReceipts: false }] as const;
const neither = { ...noReads, ...noDeliveries };

describe("what others are shown of watermarks", () => {
  it.each<[string, Privacy, Watermarks]>([
    ["is all where nothing is hidden", { typing: false, presence: false }, whole],
    ["is what was delivered where reads are hidden", noReads, { ...whole, read: 3 }],
    ["is what was read where deliveries are hidden", noDeliveries, { ...whole, delivered: 7 }],
    ["is where the membership began where both are", neither, { ...whole, delivered: 3, read: 3 }],
  ])("%s, whoever hides it", (_, privacy, expected) => {
    const parties = [
      { room: privacy, giver: {}, viewer: {} },
      { giver: privacy, viewer: {} },
      { giver: {}, viewer: privacy },
    ];
    for (const each of parties) expect(shownWatermarks(whole, each, 3)).toEqual(expected);
  });
});

const privacy = fc.constantFrom<Privacy>({}, noReads, noDeliveries, neither);
const watermarks = fc.record({ userId: fc.constantFrom("alice", "bob", "carol"), delivered: fc.nat(9) }).chain((some) =>
  fc.record({
    userId: fc.constant(some.userId),
    delivered: fc.constant(some.delivered),
    read: fc.nat(some.delivered),
  }),
);
const events = fc.uniqueArray(watermarks, { selector: ({ userId }) => userId }).map((receipts) => ({
  roomId: "lobby",
  prev: 1,
  marks: 2,
  receipts,
}));

describe("receipts for one viewer", () => {
  it("are the very same where the viewer hides no receipts, or nothing is in them that is hidden", () => {
    const event = { roomId: "lobby", prev: 1, marks: 2, receipts: [whole] };
    expect(receiptsFor({ userId: "alice", hides: { typing: false } }, event)).toBe(event);
    expect(receiptsFor({ userId: "bob", hides: neither }, event)).toBe(event);
  });

  it("stand for the same marks, have one's own whole, and nothing of others that is hidden", () => {
    fc.assert(
      fc.property(privacy, events, (hides, event) => {
        const shown = receiptsFor({ userId: "alice", hides }, event);
        expect([shown.prev, shown.marks]).toEqual([event.prev, event.marks]);
        const isMine = ({ userId }: Watermarks) => userId === "alice";
        expect(shown.receipts.filter(isMine)).toEqual(event.receipts.filter(isMine));
        for (const { userId, delivered, read } of shown.receipts.filter((each) => !isMine(each))) {
          const given = event.receipts.find((each) => each.userId === userId)!;
          expect(read).toBe(isShown("readReceipts", { giver: {}, viewer: hides }) ? given.read : 0);
          if (!isShown("deliveryReceipts", { giver: {}, viewer: hides })) expect(delivered).toBe(read);
          else expect(delivered).toBe(given.delivered);
        }
      }),
    );
  });
});

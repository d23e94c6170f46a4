import { describe, expect, it } from "@jest/globals";
import { ReceiptLedger } from "../faults/receipts/ledger.ts";
import type { Findings } from "../faults/receipts/oracle.ts";
import { judgeReceipts, receiptsSpotless } from "../faults/receipts/oracle.ts";

const roomId = "lobby";
const bob = (delivered: number, read: number) => ({ userId: "bob", delivered, read });
const heard = (marks: number, delivered: number, read: number) => ({ roomId, marks, ...bob(delivered, read) });
const unreadOf = (unread: number) => new Map([["bob", { unread, rooms: [{ roomId, unread }] }]]);
const holding = (delivered: number, read: number) => [{ roomId, watermarks: new Map([["bob", bob(delivered, read)]]) }];

/** Ten messages of Alice. Bob has received eight, and read six; that is what everybody knows. */
const asTheyShouldBe: Findings = {
  rooms: new Map([[roomId, { receipts: [bob(8, 6)] }]]),
  messages: Array.from({ length: 10 }, (_, index) => ({ roomId, seq: index + 1, authorId: "alice" })),
  heard: [heard(1, 4, 4), heard(2, 8, 6)],
  own: [[bob(4, 4), bob(8, 6)]],
  held: holding(8, 6),
  unread: unreadOf(4),
};

const aLedger = (): ReceiptLedger => {
  const ledger = new ReceiptLedger();
  for (const [delivered, read] of [[4, 4], [8, 6], [2, 2]] as const) {
    const said = { roomId, newest: 10, ...bob(delivered, read) };
    ledger.attempt(said);
    ledger.accept(said);
  } // prettier-ignore
  return ledger;
};

const stored = (delivered: number, read: number): Partial<Findings> => ({
  rooms: new Map([[roomId, { receipts: [bob(delivered, read)] }]]),
  held: holding(delivered, read),
  unread: unreadOf(10 - read),
});

const judged = (different: Partial<Findings>, ledger = aLedger()) =>
  judgeReceipts(ledger, { ...asTheyShouldBe, ...different });

describe("the oracle of receipts", () => {
  it("finds nothing where everything is as it should be", () => {
    expect(judged({})).toEqual(receiptsSpotless);
  });

  it.each<[string, Partial<Findings>, Partial<typeof receiptsSpotless>]>([
    ["read lies below what was accepted", stored(8, 5), { receipts_lost: 1 }],
    ["delivered lies below what was accepted", stored(7, 6), { receipts_lost: 1 }],
    ["a stale receipt has written over a newer one", stored(2, 2), { receipts_lost: 1 }],
    ["a watermark lies above all that was said", stored(9, 6), { receipts_unexpected: 1 }],
    ["somebody is shown less than before", { heard: [heard(1, 8, 6), heard(2, 8, 5)] }, { receipts_backwards: 1 }],
    ["a session is told less than the one before", { own: [[bob(8, 6), bob(4, 4)]] }, { receipts_backwards: 1 }],
    ["an event never came", { held: holding(4, 4) }, { receipts_diverged: 1 }],
    ["nothing was ever heard of a member", { held: [{ roomId, watermarks: new Map() }] }, { receipts_diverged: 1 }],
    ["unread is counted wrong", { unread: unreadOf(5) }, { unread_wrong: 1 }],
    [
      "the sum of unread is wrong",
      { unread: new Map([["bob", { unread: 5, rooms: [{ roomId, unread: 4 }] }]]) },
      { unread_wrong: 1 },
    ],
  ])("finds that %s", (_, different, wrong) => {
    expect(judged(different)).toEqual({ ...receiptsSpotless, ...wrong });
  });

  it("takes what had no answer as taken or not, and nothing beyond it", () => {
    const ledger = aLedger();
    ledger.attempt({ roomId, newest: 10, ...bob(9, 9) });
    expect(judged({}, ledger)).toEqual(receiptsSpotless);
    expect(judged(stored(9, 9), ledger)).toEqual(receiptsSpotless);
    expect(judged(stored(10, 9), ledger)).toEqual({ ...receiptsSpotless, receipts_unexpected: 1 });
  });

  it("takes what lies beyond the newest message as that, and lets nothing stand beyond the last", () => {
    const ledger = aLedger();
    const beyond = { roomId, newest: 9, ...bob(1_000, 1_000) };
    ledger.attempt(beyond);
    ledger.accept(beyond);
    expect(judged({}, ledger)).toMatchObject({ receipts_lost: 1 });
    expect(judged(stored(9, 9), ledger)).toEqual(receiptsSpotless);
    expect(judged(stored(10, 10), ledger)).toEqual(receiptsSpotless);
    expect(judged({ ...stored(11, 10) }, ledger)).toEqual({ ...receiptsSpotless, receipts_unexpected: 1 });
  });

  it("orders what different sessions were shown by the marks, not by when they heard it", () => {
    const late = [heard(2, 8, 6), heard(1, 4, 4)];
    expect(judged({ heard: late })).toEqual(receiptsSpotless);
  });
});

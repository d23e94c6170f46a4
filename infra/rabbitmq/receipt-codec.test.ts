import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { receiptsAtOnce } from "../../core/ports/receipt-bus.ts";
import { aReceipt, aRef } from "../../test/support/builders.ts";
import { decodeReceipts, encodeReceipts } from "./receipt-codec.ts";

const decodeText = (text: string) => decodeReceipts(Buffer.from(text));
const withReceipt = (more: object) => decodeText(JSON.stringify({ v: 1, receipts: [{ ...aReceipt(), ...more }] }));
const notAsDocumented = (field: string) => ({
  unparsable: `It is not a lot of receipts of version 1. Not as documented: ${field}.`,
});
const lotOf = (count: number, userId = "alice") => Array.from({ length: count }, () => aReceipt({ userId }));

describe("the codec of receipts", () => {
  it("gives back any as they were", () => {
    const seqs = fc.tuple(fc.maxSafeNat(), fc.maxSafeNat());
    const receipt = fc
      .tuple(seqs, fc.maxSafeNat())
      .map(([[one, other], userVersion]) =>
        aReceipt({ delivered: Math.max(one, other), read: Math.min(one, other), userVersion }),
      );
    fc.assert(
      fc.property(fc.array(receipt, { minLength: 1 }), (receipts) => {
        expect(decodeReceipts(encodeReceipts(receipts))).toEqual({ receipts });
      }),
    );
  });

  it("takes as many as are published at once, whatever it takes to write them down", () => {
    const room = aRef({ tenantId: "t".repeat(64), roomId: "r".repeat(64) });
    for (const unit of ['"', "\uffff", "a"]) {
      const receipts = lotOf(receiptsAtOnce, unit.repeat(128)).map((receipt) => ({ ...receipt, room }));
      expect(decodeReceipts(encodeReceipts(receipts))).toEqual({ receipts });
    }
  });

  it("is of a first version, and says that a newer one is newer, whatever else it holds", () => {
    expect(JSON.parse(encodeReceipts([aReceipt()]).toString())).toEqual({ v: 1, receipts: [aReceipt()] });
    expect(decodeText('{"v":2}')).toEqual({ newer: 2 });
  });

  it("says why it cannot be read", () => {
    expect(decodeReceipts(Buffer.from([0x7b, 0xff, 0x7d]))).toEqual({ unparsable: "It is not UTF-8." });
    expect(decodeReceipts(Buffer.alloc(2_000_000, " "))).toEqual({
      unparsable: "It is larger than any lot of receipts.",
    });
    expect(decodeText("[]")).toEqual({ unparsable: "It is not a JSON object with a version." });
  });

  it.each([
    ["receipts.room.tenantId", { room: aRef({ tenantId: "Acme" }) }],
    ["receipts.room.roomId", { room: aRef({ roomId: "__proto__" }) }],
    ["receipts.userId", { userId: "" }],
    ["receipts.userId", { userId: ".." }],
    ["receipts.userId", { userId: "a\u0000b" }],
    ["receipts.delivered", { delivered: 2 ** 53 }],
    ["receipts.delivered", { delivered: "2" }],
    ["receipts.read", { read: -1 }],
    ["receipts.read", { read: 0.5 }],
    ["receipts.userVersion", { userVersion: null }],
    ["receipts", { delivered: 1, read: 2 }],
    ["receipts", { "a-secret": 1 }],
  ])("lets no %s pass that the database should not see (%#)", (field, more) => {
    expect(withReceipt(more)).toEqual(notAsDocumented(field));
  });

  it("takes neither none nor too many, and tells what is wrong with many in a few words", () => {
    expect(decodeReceipts(encodeReceipts([]))).toEqual(notAsDocumented("receipts"));
    expect(decodeReceipts(encodeReceipts(lotOf(receiptsAtOnce + 1)))).toEqual(notAsDocumented("receipts"));
    expect(decodeReceipts(encodeReceipts(lotOf(receiptsAtOnce, "")))).toEqual(notAsDocumented("receipts.userId"));
  });
});

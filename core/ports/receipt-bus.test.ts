import { describe, expect, it } from "@jest/globals";
import type { Outcome } from "../entities/command.ts";
import type { Receipt } from "../entities/receipt.ts";
import { aReceipt } from "../../test/support/builders.ts";
import { handOut, receiptsInBatch } from "./receipt-bus.ts";

const lotOf = (...userIds: readonly string[]) => ({ receipts: userIds.map((userId) => aReceipt({ userId })) });
const done: Outcome = { kind: "done" };
const later: Outcome = { kind: "later" };
const dead: Outcome = { kind: "dead", reason: "It broke." };

/** Hands the lots out, and says whose receipts were handed out together. */
const handedOut = async (lots: Parameters<typeof handOut>[0], answer: (users: readonly string[]) => Outcome) => {
  const asked: string[][] = [];
  const outcomes = await handOut(lots, async (receipts: readonly Receipt[]) => {
    const users = receipts.map(({ userId }) => userId);
    asked.push(users);
    return answer(users);
  });
  return { asked, outcomes };
};

describe("lots that are handed out", () => {
  it("are merged", async () => {
    const { asked, outcomes } = await handedOut([lotOf("a", "b"), lotOf("b"), lotOf("c")], () => done);
    expect(asked).toEqual([["a", "b", "c"]]);
    expect(outcomes).toEqual([done, done, done]);
  });

  it("are divided between lots where they would be too many receipts at once", async () => {
    const usersOf = (from: string) => Array.from({ length: 3_000 }, (_, index) => `${from}-${index}`);
    const { asked } = await handedOut([lotOf(...usersOf("a")), lotOf(...usersOf("b")), lotOf("c")], () => done);
    expect(asked.map(({ length }) => length)).toEqual([3_000, 3_001]);
    expect(3_000 + 3_001).toBeGreaterThan(receiptsInBatch);
  });

  it("are tried each alone when they are dead together, and only what is dead alone is", async () => {
    const lots = [lotOf("a"), lotOf("poison", "b"), lotOf("a", "c")];
    const { asked, outcomes } = await handedOut(lots, (users) => (users.includes("poison") ? dead : done));
    expect(asked).toEqual([["a", "poison", "b", "c"], ["a"], ["poison", "b"], ["a", "c"]]);
    expect(outcomes).toEqual([done, dead, done]);
  });

  it("all wait from the first on that has to", async () => {
    const lots = [lotOf("a"), lotOf("poison"), lotOf("locked"), lotOf("b")];
    const { asked, outcomes } = await handedOut(lots, (users) => {
      if (users.includes("poison")) return dead;
      return users.includes("locked") ? later : done;
    });
    expect(asked.slice(1)).toEqual([["a"], ["poison"], ["locked"]]);
    expect(outcomes).toEqual([done, dead, later, later]);
  });
});

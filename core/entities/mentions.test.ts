import { expect, it } from "@jest/globals";
import { LIMITS } from "../../client/src/contract.ts";
import { maxMentions, mostUnreadMentions, orderedMentions } from "./mentions.ts";

it("takes users as a set, whatever their order and however often each is named", () => {
  expect(orderedMentions(["zoe", "Bob", "zoe", "ärzte", "bob"])).toEqual(["Bob", "bob", "zoe", "ärzte"]);
  expect([orderedMentions(), orderedMentions([])]).toEqual([[], []]);
});

it("takes, and counts, as many as the contract says", () => {
  expect(maxMentions).toBe(LIMITS.mentionsPerMessage);
  expect(mostUnreadMentions).toBe(LIMITS.unreadMentions);
});

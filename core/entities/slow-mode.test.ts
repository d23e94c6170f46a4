import { describe, expect, it } from "@jest/globals";
import { aLockedRoom, aMember, aPost, aRef } from "../../test/support/builders.ts";
import { decideBatch } from "./batch.ts";
import type { BatchFacts } from "./batch-state.ts";
import type { Command } from "./command.ts";

const at = (second: number) => `2026-01-01T12:00:${String(second).padStart(2, "0")}.000Z`;

/** Alice and bob are members of the lobby. */
const facts = (more: Partial<BatchFacts> = {}): BatchFacts => ({
  locked: [aLockedRoom()],
  members: ["alice", "bob"].map((userId) => ({ ...aMember({ userId }), room: aRef() })),
  recorded: { messages: [], refusals: [], applications: [] },
  lastPosts: [],
  deactivated: new Set(),
  blocked: [],
  invited: [],
  now: at(50),
  ...more,
});

const codesTold = (commands: readonly Command[], given: BatchFacts) =>
  decideBatch(commands, given).told.map(({ code }) => code);

describe("a post in slow mode", () => {
  const slow = (more: Partial<BatchFacts> = {}) => facts({ locked: [aLockedRoom({ slowMode: 10 })], ...more });
  const lastPosts = [{ room: aRef(), userId: "alice", at: at(20) }];
  const postsAt = (...seconds: readonly number[]) => seconds.map((each) => aPost({ acceptedAt: at(each) }));

  it("is refused until the time is over since the author's last one, to the millisecond", () => {
    const early = aPost({ acceptedAt: "2026-01-01T12:00:29.999Z" });
    expect(codesTold([early], slow({ lastPosts }))).toEqual(["slow_mode"]);
    expect(decideBatch([early], slow({ lastPosts })).refusals).toMatchObject([{ id: early.id, code: "slow_mode" }]);
    expect(decideBatch(postsAt(30), slow({ lastPosts })).lastPosts).toEqual([{ ...lastPosts[0], at: at(30) }]);
  });

  it("counts by when it was accepted, so that those that waited in the queue together all pass", () => {
    const { messages, told, lastPosts: kept } = decideBatch(postsAt(1, 11, 12, 21), slow());
    expect(messages.map(({ message }) => message.createdAt)).toEqual([1, 11, 21].map(at));
    expect([told.map(({ code }) => code), kept]).toEqual([["slow_mode"], [{ ...lastPosts[0], at: at(21) }]]);
  });

  it("counts as made now when the clock of who accepted it is ahead", () => {
    expect(codesTold(postsAt(59), slow({ lastPosts, now: at(25) }))).toEqual(["slow_mode"]);
  });

  it.each(["owner", "moderator"] as const)("is never refused to the room's %s, and not noted", (role) => {
    const members = [{ ...aMember({ role }), room: aRef() }];
    const decision = decideBatch(postsAt(21, 22), slow({ members, lastPosts }));
    expect([decision.messages.length, decision.lastPosts]).toEqual([2, []]);
  });

  it("is each member's own pace, and nothing in a room without it", () => {
    const bobs = aPost({ authorId: "bob", acceptedAt: at(21) });
    expect(decideBatch([bobs], slow({ lastPosts })).messages).toHaveLength(1);
    expect(decideBatch(postsAt(21, 22), facts({ lastPosts }))).toMatchObject({ told: [], lastPosts: [] });
  });
});

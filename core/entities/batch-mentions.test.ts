import { describe, expect, it } from "@jest/globals";
import { aDeletion, aLockedRoom, aMember, aPost, aRef, noon } from "../../test/support/builders.ts";
import { decideBatch } from "./batch.ts";
import type { BatchFacts } from "./batch-state.ts";
import type { Command } from "./command.ts";

const nothing = { messages: [], refusals: [], applications: [] };

/** Alice and bob are members of the lobby. */
const facts = (more: Partial<BatchFacts> = {}): BatchFacts => ({
  locked: [aLockedRoom({ memberCount: 2 })],
  members: ["alice", "bob"].map((userId) => ({ ...aMember({ userId }), room: aRef() })),
  recorded: nothing,
  lastPosts: [],
  deactivated: new Set(),
  blocked: [],
  invited: [],
  now: noon,
  ...more,
});

describe("whom a post mentions", () => {
  const mentionsIn = (post: Command, more: Partial<BatchFacts> = {}) =>
    decideBatch([post], facts(more)).messages.map(({ message }) => message.mentions);

  it("is kept of those who are members of its room, other than its author", () => {
    const left = { ...aMember({ userId: "dave", leftAt: noon }), room: aRef() };
    const elsewhere = { ...aMember({ userId: "erin" }), room: aRef({ roomId: "other" }) };
    const members = [...facts().members, left, elsewhere];
    const everybody = ["alice", "bob", "carol", "dave", "erin"];
    expect(mentionsIn(aPost({ mentions: everybody }), { members })).toEqual([["bob"]]);
    expect(mentionsIn(aPost({ mentions: ["alice", "carol"] }), { members })).toEqual([undefined]);
    expect(mentionsIn(aPost({ byService: true, authorId: "", mentions: everybody }))).toEqual([["alice", "bob"]]);
  });

  const codesTold = (commands: readonly Command[], more: Partial<BatchFacts> = {}) =>
    decideBatch(commands, facts(more)).told.map(({ code }) => code);

  it("is a part of what it says: the same id with others is reused, also while it waits in the same batch", () => {
    const post = aPost({ mentions: ["bob"] });
    for (const mentions of [undefined, ["alice"], ["alice", "bob"]]) {
      const again = aPost({ id: post.id, ...(mentions && { mentions }) });
      expect(codesTold([post, again])).toEqual(["id_reused"]);
      expect(
        codesTold([again], { recorded: { ...nothing, messages: [{ ...post, seq: 1, version: 3, createdAt: noon }] } }),
      ).toEqual(["id_reused"]);
    }
    expect(codesTold([post, aPost({ id: post.id, mentions: ["bob"] })])).toEqual([]);
  });

  it("goes with its text when it is deleted", () => {
    const post = aPost({ mentions: ["bob"] });
    const { messages, deleted } = decideBatch([post, aDeletion({ messageId: post.id })], facts());
    expect([messages[0]?.message.mentions, deleted[0]?.message]).toEqual([["bob"], expect.not.objectContaining({ mentions: expect.anything() })]); // prettier-ignore
  });
});

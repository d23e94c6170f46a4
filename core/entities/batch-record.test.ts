import { describe, expect, it } from "@jest/globals";
import { aDeletion, aLockedRoom, aMember, aPost, aRef, noon } from "../../test/support/builders.ts";
import { decideBatch } from "./batch.ts";
import type { BatchFacts } from "./batch-state.ts";
import type { DeleteCommand } from "./command.ts";
import { systemAuthor } from "./message.ts";

const tenantId = "acme";
const post = aPost();

/** Alice has posted in the lobby, which Bob moderates. */
const facts = (more: Partial<BatchFacts> = {}): BatchFacts => ({
  locked: [aLockedRoom()],
  members: [
    { ...aMember(), room: aRef() },
    { ...aMember({ userId: "bob", role: "moderator" }), room: aRef() },
  ],
  recorded: { messages: [{ ...post, seq: 1, version: 2, createdAt: noon }], refusals: [], applications: [] },
  lastPosts: [],
  deactivated: new Set(),
  blocked: [],
  invited: [],
  now: noon,
  ...more,
});

const deletes = (more: Partial<DeleteCommand> = {}) => aDeletion({ authorId: "bob", messageId: post.id, ...more });

describe("what goes on record of a delete", () => {
  it("is who took away what another wrote, and where that came from", () => {
    const origin = { address: "192.0.2.7", requestId: "r-1" };
    const { entries } = decideBatch([deletes({ origin })], facts());
    const actor = { tenantId, userId: "bob", origin };
    const details = { messageId: post.id };
    expect(entries).toEqual([{ actor, action: "message.deleted", room: aRef(), target: "alice", details }]);
  });

  it("says of a service that it is one, also of a command that does not say where it came from", () => {
    const { entries } = decideBatch([deletes({ authorId: "crm", byService: true })], facts());
    expect(entries).toMatchObject([{ actor: { tenantId, userId: "crm", isService: true }, target: "alice" }]);
    expect(entries[0]?.actor).not.toHaveProperty("origin");
  });

  it("names nobody where the system said it", () => {
    const said = aPost({ authorId: systemAuthor, byService: true });
    const { entries } = decideBatch([said, deletes({ messageId: said.id })], facts());
    expect(entries).toMatchObject([{ action: "message.deleted", details: { messageId: said.id } }]);
    expect(entries[0]).not.toHaveProperty("target");
  });

  it("is nothing where an author takes it back, is refused, or finds it deleted", () => {
    const own = decideBatch([deletes({ authorId: "alice" }), deletes()], facts());
    expect([own.deleted.length, own.entries]).toEqual([1, []]);
    expect(decideBatch([deletes({ authorId: "carol" })], facts()).entries).toEqual([]);
  });

  it("is there once, however often it is asked", () => {
    const [first, other] = [deletes(), deletes()];
    expect(decideBatch([first, first, other], facts()).entries).toHaveLength(1);
    const { messages } = facts().recorded;
    const recorded = { messages, refusals: [], applications: [{ ...first, version: 2 }] };
    expect(decideBatch([first], facts({ recorded })).entries).toEqual([]);
  });
});

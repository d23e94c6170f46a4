import { expect, it } from "@jest/globals";
import { aLockedRoom, aMember, aPost, aRef } from "../../test/support/builders.ts";
import { decideBatch } from "./batch.ts";
import type { RoomRef } from "./refs.ts";

const posts = [aPost(), aPost({ authorId: "bob" }), aPost({ authorId: "crm", byService: true })];

const codesTold = (blocked: readonly RoomRef[]) => {
  const members = ["alice", "bob"].map((userId) => ({ ...aMember({ userId }), room: aRef() }));
  const recorded = { messages: [], refusals: [], applications: [] };
  const now = "2026-01-01T12:00:01.000Z";
  const locked = [aLockedRoom({ kind: "direct" })];
  return decideBatch(posts, {
    locked,
    members,
    recorded,
    lastPosts: [],
    deactivated: new Set(),
    blocked,
    invited: [],
    now,
  }).told.map(({ code }) => code);
};

it("between two, of whom one has blocked the other, only what a service gave is posted", () => {
  expect(codesTold([aRef()])).toEqual(["blocked", "blocked"]);
  expect(codesTold([aRef({ roomId: "elsewhere" })])).toEqual([]);
});

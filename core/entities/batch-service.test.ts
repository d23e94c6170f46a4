import { describe, expect, it } from "@jest/globals";
import { aLockedRoom, aMember, aPost, aRef, noon } from "../../test/support/builders.ts";
import { decideBatch } from "./batch.ts";
import type { BatchFacts } from "./batch-state.ts";
import { systemAuthor } from "./message.ts";

/** Alice alone is a member of the lobby. */
const facts: BatchFacts = {
  locked: [aLockedRoom()],
  members: [{ ...aMember(), room: aRef() }],
  recorded: { messages: [], refusals: [], applications: [] },
  lastPosts: [],
  deactivated: new Set<string>(),
  blocked: [],
  invited: [],
  now: noon,
};

describe("a batch of posts", () => {
  it("is judged by what a service may where a service gave it, and only there", () => {
    const [byService, own] = [aPost({ authorId: "zoe", byService: true }), aPost({ authorId: "zoe" })];
    const { messages, told } = decideBatch([byService, own], facts);
    expect(messages.map(({ message }) => [message.id, message.authorId])).toEqual([[byService.id, "zoe"]]);
    expect(told).toEqual([{ command: own, code: "room_not_found" }]);
  });

  it("says of the system that it is nobody, and knows its repeats", () => {
    const post = aPost({ authorId: systemAuthor, byService: true });
    const { messages, told } = decideBatch([post, post, { ...post, authorId: "alice" }], facts);
    expect(messages).toHaveLength(1);
    expect(messages[0]?.message).toMatchObject({ kind: "system", text: "hello" });
    expect(messages[0]?.message).not.toHaveProperty("authorId");
    expect(told.map(({ code }) => code)).toEqual(["id_taken"]);
  });

  it("is refused to an author who is deactivated, whoever gave it", () => {
    const [own, byService, other] = [aPost(), aPost({ byService: true }), aPost({ authorId: "bob", byService: true })];
    const { messages, told } = decideBatch([own, byService, other], { ...facts, deactivated: new Set(["acme/alice"]) });
    expect(messages.map(({ message }) => message.id)).toEqual([other.id]);
    expect(told).toEqual([own, byService].map((command) => ({ command, code: "user_deactivated" })));
  });
});

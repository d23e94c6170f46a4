import { describe, expect, it } from "@jest/globals";
import { aLockedRoom, aMember, aPost, aRef } from "../../test/support/builders.ts";
import type { BatchFacts } from "./batch.ts";
import { decideBatch } from "./batch.ts";
import type { Command, Recorded } from "./command.ts";
import { batchNotices } from "./notice.ts";

const nothing: Recorded = { messages: [], refusals: [] };
const now = "2026-01-01T12:00:01.000Z";

/** Alice and bob are members of the lobby, which stands at version 3. */
const facts = (more: Partial<BatchFacts> = {}): BatchFacts => ({
  locked: [aLockedRoom({ version: 3, memberCount: 2 })],
  members: ["alice", "bob"].map((userId) => ({ ...aMember({ userId }), room: aRef() })),
  recorded: nothing,
  now,
  ...more,
});

const messageOf = ({ room, id, authorId, digest }: Command): Recorded["messages"][number] => ({
  room,
  id,
  authorId,
  digest,
  version: 3,
});
const refusalOf = (command: Command, code = "forbidden") => ({ ...command, code });
const codesTold = (commands: readonly Command[], more: Partial<BatchFacts> = {}) =>
  decideBatch(commands, facts(more)).told.map(({ code }) => code);

describe("a batch of posts", () => {
  it("is numbered without a hole, in the order in which it came", () => {
    const posts = ["one", "two", "three"].map((text) => aPost({ text }));
    const { messages, advanced } = decideBatch(posts, facts());
    expect(messages.map(({ message }) => [message.text, message.seq, message.version])).toEqual([
      ["one", 1, 4],
      ["two", 2, 5],
      ["three", 3, 6],
    ]);
    expect(advanced).toEqual([aLockedRoom({ seq: 3, version: 6, memberCount: 2 })]);
  });

  it("counts in each room for itself", () => {
    const other = aRef({ roomId: "other" });
    const locked = [aLockedRoom({ seq: 7, version: 9 }), aLockedRoom({ ref: other, seq: 1, version: 4 })];
    const members = [aRef(), other].map((room) => ({ ...aMember(), room }));
    const posts = [aPost(), aPost({ room: other }), aPost()];
    const { messages, advanced } = decideBatch(posts, facts({ locked, members }));
    expect(messages.map(({ message }) => [message.roomId, message.seq, message.version])).toEqual([
      ["lobby", 8, 10],
      ["other", 2, 5],
      ["lobby", 9, 11],
    ]);
    expect(advanced.map(({ ref, seq }) => [ref.roomId, seq])).toEqual([
      ["lobby", 9],
      ["other", 2],
    ]);
  });

  it("leaves no number to a repeat inside of it", () => {
    const [post, next] = [aPost(), aPost()];
    const { messages, told } = decideBatch([post, post, next], facts());
    expect(messages.map(({ message }) => [message.id, message.seq])).toEqual([
      [post.id, 1],
      [next.id, 2],
    ]);
    expect(told).toEqual([]);
  });

  it("applies nothing again that was applied before, and says where to look for it", () => {
    const post = aPost();
    const decision = decideBatch([post], facts({ recorded: { ...nothing, messages: [messageOf(post)] } }));
    expect(decision).toMatchObject({ messages: [], refusals: [], told: [], advanced: [] });
    expect(decision.repeatedIn.map(({ ref }) => ref)).toEqual([aRef()]);
    expect(batchNotices(decision)).toEqual([{ to: "head", room: aRef(), version: 3 }]);
  });

  it("tells the live events of a room together, and no head beside them", () => {
    const [old, fresh] = [aPost(), aPost()];
    const recorded = { ...nothing, messages: [messageOf(old)] };
    const notices = batchNotices(decideBatch([old, fresh], facts({ recorded })));
    expect(notices).toEqual([
      { to: "room", room: aRef(), events: [expect.objectContaining({ type: "message", prev: 3, version: 4 })] },
    ]);
  });
});

describe("an id", () => {
  it("of another author's message in the room is taken", () => {
    const post = aPost({ authorId: "bob" });
    const messages = [messageOf({ ...post, authorId: "alice" })];
    const decision = decideBatch([post], facts({ recorded: { ...nothing, messages } }));
    expect(decision.refusals).toMatchObject([{ id: post.id, authorId: "bob", code: "id_taken" }]);
    expect(codesTold([aPost({ id: "x" }), aPost({ id: "x", authorId: "bob" })])).toEqual(["id_taken"]);
  });

  it("of another room is free", () => {
    const [here, there] = [aRef(), aRef({ roomId: "other" })];
    const locked = [aLockedRoom(), aLockedRoom({ ref: there })];
    const members = [here, there].map((room) => ({ ...aMember(), room }));
    const posts = [aPost({ id: "x" }), aPost({ id: "x", room: there })];
    expect(decideBatch(posts, facts({ locked, members })).messages).toHaveLength(2);
  });

  it("that comes again with another text changes nothing, and leaves no record", () => {
    const post = aPost({ text: "one" });
    const changed = aPost({ id: post.id, text: "two" });
    for (const recorded of [nothing, { ...nothing, messages: [messageOf(post)] }]) {
      const decision = decideBatch(recorded === nothing ? [post, changed] : [changed], facts({ recorded }));
      expect(decision.told).toEqual([{ command: changed, code: "id_reused" }]);
      expect(decision.refusals).toEqual([]);
    }
  });

  it("that was refused stays refused, and its author is told again", () => {
    const post = aPost();
    const decision = decideBatch([post], facts({ recorded: { ...nothing, refusals: [refusalOf(post)] } }));
    expect(decision).toMatchObject({ messages: [], refusals: [], told: [{ command: post, code: "forbidden" }] });
  });

  it("that was refused for a reason of a newer version stays refused", () => {
    const post = aPost();
    expect(codesTold([post], { recorded: { ...nothing, refusals: [refusalOf(post, "too_fast")] } })).toEqual([
      "forbidden",
    ]);
  });

  it("that was refused and comes again with another text is reused", () => {
    const post = aPost();
    const recorded = { ...nothing, refusals: [refusalOf({ ...post, digest: "other" })] };
    expect(codesTold([post], { recorded })).toEqual(["id_reused"]);
  });
});

describe("whoever posts", () => {
  it.each([
    ["in a room that does not exist", "room_not_found", { locked: [] }],
    ["in a group without being in it", "room_not_found", { members: [] }],
    ["in a channel without being in it", "forbidden", { locked: [aLockedRoom({ kind: "channel" })], members: [] }],
    ["after leaving a group", "room_not_found", { members: [{ ...aMember({ leftAt: now }), room: aRef() }] }],
  ] as const)("%s is refused with %s", (_where, code, more) => {
    const post = aPost();
    const decision = decideBatch([post], facts(more));
    expect(decision.told).toEqual([{ command: post, code }]);
    expect(decision.refusals).toMatchObject([{ id: post.id, authorId: "alice", digest: post.digest, code }]);
    expect(batchNotices(decision)).toMatchObject([{ to: "author", rejected: { commandId: post.id, code } }]);
  });

  it("is refused once, however often it is asked in one batch", () => {
    const post = aPost();
    const decision = decideBatch([post, post], facts({ members: [] }));
    expect([decision.refusals.length, decision.told.length]).toEqual([1, 2]);
  });

  it.each([
    ["the accept time", "2026-01-01T12:00:00.000Z", "2026-01-01T12:00:00.000Z"],
    ["the database's clock at most", "2026-01-01T12:00:09.000Z", now],
  ])("gets a message dated by %s", (_what, acceptedAt, createdAt) => {
    const { messages } = decideBatch([aPost({ acceptedAt })], facts());
    expect(messages[0]?.message.createdAt).toBe(createdAt);
  });
});

import { describe, expect, it } from "@jest/globals";
import { aDeletion, aLockedRoom, aMember, aPost, aRef, noon } from "../../test/support/builders.ts";
import { decideBatch } from "./batch.ts";
import type { BatchFacts } from "./batch-state.ts";
import type { Command, Recorded, RecordedMessage } from "./command.ts";
import { batchNotices } from "./notice.ts";

const nothing: Recorded = { messages: [], refusals: [], applications: [] };
const now = "2026-01-01T12:00:01.000Z";

/** Alice and bob are members of the lobby, which stands at version 3. */
const facts = (more: Partial<BatchFacts> = {}): BatchFacts => ({
  locked: [aLockedRoom({ version: 3, memberCount: 2 })],
  members: ["alice", "bob"].map((userId) => ({ ...aMember({ userId }), room: aRef() })),
  recorded: nothing,
  lastPosts: [],
  deactivated: new Set(),
  blocked: [],
  invited: [],
  now,
  ...more,
});

const messageOf = ({ room, id, authorId, digest }: Command, more: Partial<RecordedMessage> = {}): RecordedMessage => ({
  room,
  id,
  authorId,
  digest,
  seq: 1,
  version: 3,
  createdAt: noon,
  ...more,
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
    expect(advanced).toEqual([{ ...aLockedRoom({ seq: 3, version: 6, memberCount: 2 }), active: true }]);
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
    ["in a group that invites them", "forbidden", { members: [], invited: [{ room: aRef(), userId: "alice" }] }],
    ["in a group that invites another", "room_not_found", { members: [], invited: [{ room: aRef(), userId: "bob" }] }],
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

describe("a delete", () => {
  const post = aPost();
  const withPost = (more: Partial<RecordedMessage> = {}) => ({ ...nothing, messages: [messageOf(post, more)] });
  const deletes = (more: Partial<Parameters<typeof aDeletion>[0]> = {}) => aDeletion({ messageId: post.id, ...more });

  it("leaves the number, takes the text, and does not count as activity", () => {
    const deletion = deletes();
    const { deleted, messages, applications, advanced } = decideBatch([deletion], facts({ recorded: withPost() }));
    const { id, authorId } = post;
    const tombstone = { id, roomId: "lobby", seq: 1, version: 4, authorId, text: "", createdAt: noon, deletedAt: now };
    expect([messages, deleted]).toEqual([[], [{ room: aRef(), message: tombstone }]]);
    expect(applications).toEqual([
      { room: aRef(), authorId, id: deletion.id, kind: "delete", digest: deletion.digest, version: 4 },
    ]);
    expect(advanced).toMatchObject([{ seq: 0, version: 4, active: false }]);
  });

  it("may follow its post in one batch: each has a version, and both are told", () => {
    const decision = decideBatch([post, aPost({ text: "next" }), deletes()], facts());
    expect(decision.messages.map(({ message }) => message.version)).toEqual([4, 5]);
    expect(decision.deleted.map(({ message }) => message.version)).toEqual([6]);
    expect(batchNotices(decision)).toMatchObject([
      { events: [{ message: { text: "hello" } }, { message: { text: "next" } }, { prev: 5, message: { text: "" } }] },
    ]);
  });

  it("of what is deleted already is applied without a change, and says where to look", () => {
    const deletion = deletes();
    const recorded = withPost({ version: 2, deletedAt: noon });
    const decision = decideBatch([deletion], facts({ recorded }));
    expect(decision).toMatchObject({ changed: [], advanced: [], applications: [{ id: deletion.id, version: 2 }] });
    expect(decision.repeatedIn).toHaveLength(1);
    const twice = decideBatch([deletes(), deletes()], facts({ recorded: withPost() }));
    expect(twice.applications.map(({ version }) => version)).toEqual([4, 4]);
  });

  it("that was applied before changes nothing; its id stands for it alone", () => {
    const deletion = deletes();
    const recorded = { ...withPost(), applications: [{ ...deletion, version: 3 }] };
    expect(decideBatch([deletion], facts({ recorded }))).toMatchObject({ changed: [], applications: [], told: [] });
    const others = [deletes({ id: deletion.id, messageId: "m2", digest: "other" }), aPost({ id: deletion.id })];
    expect(codesTold(others, { recorded })).toEqual(["id_reused", "id_reused"]);
    expect(codesTold([deletes({ id: post.id })], { recorded: withPost() })).toEqual(["id_reused"]);
  });

  it.each([
    ["an author who is muted", { mutedUntil: "2030-01-01T00:00:00.000Z" }, {}],
    ["an author who reads only, by now", { role: "reader" }, {}],
    ["an author in a room that is archived and locked", {}, { archived: true, locked: true }],
  ] as const)("is allowed to %s", (_who, member, room) => {
    const members = [{ ...aMember(member), room: aRef() }];
    const locked = [aLockedRoom(room)];
    expect(decideBatch([deletes()], facts({ members, locked, recorded: withPost() })).deleted).toHaveLength(1);
  });

  it.each([
    ["a member, of what another wrote", "forbidden", { authorId: "bob" }, {}],
    ["one who is not in the group", "room_not_found", { authorId: "carol" }, {}],
    ["one who is not in the channel", "forbidden", { authorId: "carol" }, { kind: "channel" }],
    ["the other of two", "forbidden", { authorId: "bob" }, { kind: "direct" }],
    ["an author, of what is not there", "message_not_found", { messageId: "nothing" }, {}],
  ] as const)("is refused to %s, with %s", (_who, code, more, room) => {
    const decision = decideBatch([deletes(more)], facts({ locked: [aLockedRoom(room)], recorded: withPost() }));
    expect(decision).toMatchObject({ changed: [], refusals: [{ kind: "delete", code }], told: [{ code }] });
  });

  it("is the owner's and moderators' right, of whatever anyone wrote", () => {
    const members = [{ ...aMember({ userId: "bob", role: "moderator" }), room: aRef() }];
    const deletion = deletes({ authorId: "bob" });
    expect(decideBatch([deletion], facts({ members, recorded: withPost() })).deleted).toHaveLength(1);
  });
});

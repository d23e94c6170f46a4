import { describe, expect, it } from "@jest/globals";

import type { MessageReceipts, ReceiptsPage } from "../../client/src/index.ts";
import { range, useChat } from "../support/chat.ts";
import type { Listener } from "../support/socket.ts";
import type { User } from "../support/user.ts";
import { eventually } from "../support/wait.ts";

const chat = useChat();

const listed = async (user: User, roomId: string): Promise<readonly string[]> => {
  const { receipts } = await user.must(user.get<ReceiptsPage>(`/v1/rooms/${roomId}/receipts`));
  return receipts.map(({ userId, delivered, read }) => `${userId} ${delivered}/${read}`);
};

const say = (socket: Listener, ...receipts: readonly object[]) => socket.ask("receipts", receipts);

const reachOf = (user: User, roomId: string, messageId: string) =>
  user.must(user.get<MessageReceipts>(`/v1/rooms/${roomId}/messages/${messageId}/receipts`));

const untilReach = (user: User, roomId: string, messageId: string, status: string) =>
  eventually(async () => {
    const reach = await reachOf(user, roomId, messageId);
    return reach.status === status ? reach : undefined;
  }, `the message is ${status}`);

describe("a message", () => {
  it("is stored, then delivered, then read, by somebody and by all, and its author hears of each", async () => {
    const [alice, bob, carol] = chat.people();
    const { id } = await alice.makeRoom({ kind: "group", members: ["bob", "carol"] });
    const [ears, bobs, carols] = [await alice.connect(), await bob.connect(), await carol.connect()];
    const message = await alice.say(id, "hello");
    expect(await reachOf(alice, id, message.id)).toMatchObject({ status: "stored", members: 2, delivered: 0, read: 0 });
    await say(bobs, { roomId: id, delivered: 1 });
    await ears.untilWatermarks(id, "bob", "1/0");
    expect(await untilReach(alice, id, message.id, "delivered")).toMatchObject({ delivered: 1, read: 0 });
    await say(carols, { roomId: id, read: 1 });
    await ears.untilWatermarks(id, "carol", "1/1");
    expect(await untilReach(alice, id, message.id, "read")).toMatchObject({ delivered: 2, read: 1 });
    await bob.reads(id, 1);
    await ears.untilWatermarks(id, "bob", "1/1");
    const { receipts, users, ...reach } = await untilReach(alice, id, message.id, "read_by_all");
    expect(reach).toEqual({ seq: 1, status: "read_by_all", members: 2, delivered: 2, read: 2 });
    expect(receipts.map(({ userId }) => userId)).toEqual(["bob", "carol"]);
    expect(Object.keys(users)).toEqual(["bob", "carol"]);
    const marks = ears.receipts(id).map((event) => [event.prev, event.marks]);
    expect(marks).toEqual(range(marks.length).map((index) => [index, index + 1]));
  });

  it("is told of page by page, also when many came after it", async () => {
    const [alice, bob, carol] = chat.people();
    const { id } = await alice.makeRoom({ kind: "group", members: ["bob", "carol"] });
    const old = await alice.say(id, "long ago");
    for (const index of range(5)) await alice.say(id, `${index}`);
    await bob.reads(id, 6);
    await carol.reads(id, 1);
    const path = `/v1/rooms/${id}/messages/${old.id}/receipts?limit=1`;
    const first = await alice.must(alice.get<MessageReceipts>(path));
    const rest = await alice.must(alice.get<MessageReceipts>(`${path}&cursor=${first.cursor}`));
    expect([...first.receipts, ...rest.receipts]).toEqual([
      { userId: "bob", delivered: 6, read: 6 },
      { userId: "carol", delivered: 1, read: 1 },
    ]);
    expect([first.read, rest.read, rest.cursor]).toEqual([2, 2, undefined]);
  });
});

describe("watermarks", () => {
  it("never go back and never pass the newest message, and what is read was delivered", async () => {
    const [alice, bob] = chat.people();
    const { id } = await alice.makeRoom({ kind: "group", members: ["bob"] });
    for (const index of range(3)) await alice.say(id, `${index}`);
    const bobs = await bob.connect();
    await say(bobs, { roomId: id, read: 2 });
    await say(bobs, { roomId: id, delivered: 1 });
    await say(bobs, { roomId: id, read: 1 });
    await say(bobs, { roomId: id, delivered: 9_999 });
    await bobs.untilWatermarks(id, "bob", "3/2");
    expect(await listed(alice, id)).toEqual(["alice 0/0", "bob 3/2"]);
  });

  it("begin where the membership begins, and end with it", async () => {
    const [alice, bob] = chat.people();
    const { id } = await alice.makeRoom({ kind: "group" });
    await alice.say(id, "before");
    await alice.add(id, bob);
    expect(await bob.room(id)).toMatchObject({ delivered: 1, read: 1, unread: 0, marks: 0 });
    await alice.say(id, "after");
    await bob.reads(id, 2);
    await alice.remove(id, bob);
    expect(await listed(alice, id)).toEqual(["alice 0/0"]);
    await alice.say(id, "without bob");
    await alice.add(id, bob);
    expect(await listed(alice, id)).toEqual(["alice 0/0", "bob 3/3"]);
  });

  it("of many rooms go in one event", async () => {
    const [alice, bob] = chat.people();
    const rooms = await Promise.all(range(20).map(() => alice.makeRoom({ kind: "group", members: ["bob"] })));
    for (const { id } of rooms) await alice.say(id, "hello");
    const bobs = await bob.connect();
    expect(await say(bobs, ...rooms.map(({ id }) => ({ roomId: id, read: 1 })))).toEqual({ ok: true });
    for (const { id } of rooms) await bobs.untilWatermarks(id, "bob", "1/1");
  });

  it("of a reconnecting client are in ready, with the marks of its rooms", async () => {
    const [alice, bob] = chat.people();
    const { id } = await alice.makeRoom({ kind: "group", members: ["bob"] });
    for (const index of range(3)) await alice.say(id, `${index}`);
    await bob.reads(id, 2);
    const { ready } = await bob.connect();
    expect(ready?.rooms).toEqual([
      { id, version: 6, seq: 3, marks: 1, delivered: 2, read: 2, unread: 1, unreadMentions: 0 },
    ]);
    expect(await bob.changes(id, 5)).toMatchObject({ marks: 1 });
  });

  it("move with a post that says what its author had seen", async () => {
    const [alice, bob] = chat.people();
    const { id } = await alice.makeRoom({ kind: "group", members: ["bob"] });
    for (const index of range(3)) await alice.say(id, `${index}`);
    await bob.must(bob.post(`/v1/rooms/${id}/messages`, { text: "an answer to the second", seen: 2 }));
    await eventually(async () => (await listed(alice, id))[1] === "bob 2/2" || undefined, "bob has read two");
    expect(await bob.room(id)).toMatchObject({ unread: 1 });
  });
});

describe("a room of more members than are shown receipts", () => {
  it("keeps them, tells nobody but their own devices, and answers who asks", async () => {
    const [alice, bob] = chat.people();
    const { id } = await alice.makeRoom({ kind: "group", members: ["bob"] });
    for (const turn of range(3)) {
      const userIds = range(100).map((index) => `m${turn}-${index}`);
      await alice.must(alice.post(`/v1/rooms/${id}/members`, { userIds }));
    }
    const message = await alice.say(id, "hello, all of you");
    const [ears, phone, laptop] = [await alice.connect(), await bob.connect(), await bob.connect()];
    await say(phone, { roomId: id, read: message.seq });
    await laptop.untilWatermarks(id, "bob", "1/1");
    expect(laptop.receipts(id)).toMatchObject([{ prev: 0, marks: 0 }]);
    expect(await reachOf(alice, id, message.id)).toMatchObject({ status: "read", members: 301, delivered: 1, read: 1 });
    await bob.say(id, "and hello to you");
    await ears.untilText(id, "and hello to you");
    expect(ears.receipts(id)).toEqual([]);
    expect((await alice.room(id)).marks).toBe(0);
  });
});

describe("receipts that are forged", () => {
  const refusals: readonly (readonly [string, object, string])[] = [
    ["below nothing", { read: -1 }, "too_small"],
    ["in words", { read: "all of it" }, "bad_type"],
    ["in halves", { delivered: 1.5 }, "bad_type"],
    ["of somebody else", { read: 1, userId: "alice" }, "unknown_field"],
    ["of nothing", {}, "too_short"],
  ];

  it.each(refusals)("%s are refused over both transports, and change nothing", async (_, forged) => {
    const [alice, bob] = chat.people();
    const { id } = await alice.makeRoom({ kind: "group", members: ["bob"] });
    await alice.say(id, "hello");
    const { status, body } = await bob.ask("PUT", `/v1/rooms/${id}/receipts`, { json: forged });
    expect([status, body.code]).toEqual([400, "userId" in forged ? "unknown_field" : "invalid_input"]);
    const ack = await say(await bob.connect(), { roomId: id, ...forged });
    expect(ack).toMatchObject({ ok: false, code: body.code });
    expect(await listed(alice, id)).toEqual(["alice 0/0", "bob 0/0"]);
  });

  it("of a foreign room take none of the others with them, and tell nothing of it", async () => {
    const [alice, bob, carol] = chat.people();
    const [{ id }, secret] = [
      await alice.makeRoom({ kind: "group", members: ["bob"] }),
      await alice.makeRoom({ kind: "group", members: ["carol"] }),
    ];
    await alice.say(id, "hello");
    const bobs = await bob.connect();
    const forged = await say(bobs, { roomId: id, read: 1 }, { roomId: secret.id, read: 1 });
    expect(forged).toMatchObject({ code: "room_not_found", errors: [{ path: "1.roomId" }] });
    const missing = await say(bobs, { roomId: id, read: 1 }, { roomId: "nowhere", read: 1 });
    expect(missing).toEqual(forged);
    expect(await listed(alice, id)).toEqual(["alice 0/0", "bob 0/0"]);
    expect((await bob.get(`/v1/rooms/${secret.id}/receipts`)).body.code).toBe("room_not_found");
    await carol.reads(secret.id, 0);
  });
});

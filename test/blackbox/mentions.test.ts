import { beforeEach, describe, expect, it } from "@jest/globals";

import type { Accepted, Message } from "../../client/src/index.ts";
import { anId, range, useChat } from "../support/chat.ts";
import type { User } from "../support/user.ts";
import { eventually } from "../support/wait.ts";

const chat = useChat();

let alice: User;
let bob: User;
let carol: User;
let id: string;

/** Alice and Bob are in the room, Carol is not. */
beforeEach(async () => {
  [alice, bob, carol] = chat.people();
  ({ id } = await alice.makeRoom({ kind: "channel", members: ["bob"] }));
});

const waiting = { prefer: "wait=10" };
const post = <T = Message>(user: User, json: object) => user.post<T>(`/v1/rooms/${id}/messages`, json, waiting);
const mention = async (user: User, mentions: readonly string[], more: object = {}) =>
  (await user.must(post(user, { text: "look", mentions, ...more }))).mentions;

describe("whom a message mentions", () => {
  it("is shown with it live, in pages, in the feed and beside the room", async () => {
    const socket = await bob.connect();
    const message = await alice.must(post(alice, { text: "look", mentions: ["bob"] }));
    expect(message).toMatchObject({ text: "look", mentions: ["bob"] });
    const event = await socket.until(() => socket.events(id)[0], "the message is heard");
    expect(event).toMatchObject({ type: "message", message });
    expect((await bob.messages(id)).messages).toEqual([message]);
    expect((await bob.changes(id, event.prev)).events).toEqual([event]);
    expect((await bob.room(id)).lastMessage).toEqual(message);
  });

  it("may be said by socket, by the client and by a service", async () => {
    const socket = await alice.connect();
    const said = { roomId: id, text: "look", mentions: ["bob"] };
    expect(await socket.ask<Accepted>("send", said)).toMatchObject({ ok: true });
    const client = alice.sdk();
    expect(await client.send(id, { text: "and here", mentions: ["bob"] })).toMatchObject({ mentions: ["bob"] });
    const crm = chat.aUser("crm", { isService: true });
    expect(await mention(crm, ["alice", "bob"], { kind: "system" })).toEqual(["alice", "bob"]);
    expect(await mention(crm, ["alice", "bob"], { authorId: "alice" })).toEqual(["bob"]);
    expect((await bob.messages(id)).messages.map(({ mentions }) => mentions?.includes("bob"))).toEqual(
      range(4).map(() => true),
    );
  });

  it("is a set of members other than the author, and absent when it is empty", async () => {
    expect(await mention(alice, ["bob", "carol", "alice", "nobody", "bob"])).toEqual(["bob"]);
    const { body } = await post(alice, { text: "look", mentions: ["carol", "alice"] });
    expect(body).not.toHaveProperty("mentions");
    expect((await post(alice, { text: "look", mentions: [] })).body).not.toHaveProperty("mentions");
    await carol.join(id);
    expect(await mention(alice, ["carol", "bob"])).toEqual(["bob", "carol"]);
    await alice.remove(id, bob);
    expect(await mention(alice, ["carol", "bob"])).toEqual(["carol"]);
  });

  it("is a part of what was said: a repeat says the same, in any order, and with others the id is reused", async () => {
    await carol.join(id);
    const mine = anId();
    const first = await alice.must(post(alice, { id: mine, text: "look", mentions: ["bob", "carol"] }));
    expect((await post(alice, { id: mine, text: "look", mentions: ["carol", "bob"] })).body).toEqual(first);
    for (const mentions of [undefined, ["bob"], ["bob", "carol", "nobody"]]) {
      const { status, body } = await post<{ code: string }>(alice, { id: mine, text: "look", ...(mentions && { mentions }) }); // prettier-ignore
      expect([status, body.code]).toEqual([409, "id_reused"]);
    }
    expect((await alice.messages(id)).messages).toEqual([first]);
  });

  it("goes with what it said when it is deleted", async () => {
    const { id: messageId } = await alice.must(post(alice, { text: "look", mentions: ["bob"] }));
    const deleted = await alice.ask<Message>("DELETE", `/v1/rooms/${id}/messages/${messageId}`, { headers: waiting });
    expect(deleted.body).toMatchObject({ id: messageId, text: "" });
    expect(deleted.body).not.toHaveProperty("mentions");
    expect((await bob.messages(id)).messages).toEqual([deleted.body]);
  });

  it("is fifty users at the most, with ids of any kind", async () => {
    const ids = [...range(48).map((index) => `u${index}`), '"{\\}', "👋".repeat(64)];
    await alice.must(alice.post(`/v1/rooms/${id}/members`, { userIds: ids }));
    expect(await mention(alice, ids)).toEqual([...ids].sort());
  });
});

describe("what is unread", () => {
  const counts = async (user: User) => {
    const { unread, unreadMentions } = await user.room(id);
    return { unread, unreadMentions };
  };

  it("says how much of it mentions its reader, in a room and in all", async () => {
    await carol.join(id);
    for (const mentions of [["bob"], [], ["bob", "carol"]]) await mention(alice, mentions);
    expect([await counts(bob), await counts(carol), await counts(alice)]).toEqual([
      { unread: 3, unreadMentions: 2 },
      { unread: 3, unreadMentions: 1 },
      { unread: 0, unreadMentions: 0 },
    ]);
    expect(await bob.must(bob.get("/v1/unread"))).toEqual({
      unread: 3,
      unreadMentions: 2,
      rooms: [{ roomId: id, seq: 3, unread: 3, unreadMentions: 2 }],
    });
    await bob.reads(id, 1);
    expect(await counts(bob)).toEqual({ unread: 2, unreadMentions: 1 });
    await bob.reads(id, 3);
    await bob.must(bob.patch(`/v1/rooms/${id}/settings`, { marker: 0 }));
    expect(await counts(bob)).toEqual({ unread: 3, unreadMentions: 2 });
    const socket = await bob.connect();
    expect(socket.ready?.rooms).toMatchObject([{ id, unread: 3, unreadMentions: 2 }]);
  });

  it("still counts a message that was deleted, which mentions nobody any more", async () => {
    const { id: messageId } = await alice.must(post(alice, { text: "look", mentions: ["bob"] }));
    await alice.must(alice.ask("DELETE", `/v1/rooms/${id}/messages/${messageId}`, { headers: waiting }));
    expect(await counts(bob)).toEqual({ unread: 1, unreadMentions: 0 });
  });

  it("begins anew with each membership", async () => {
    await mention(alice, ["bob"]);
    await alice.remove(id, bob);
    await alice.add(id, bob);
    expect(await counts(bob)).toEqual({ unread: 0, unreadMentions: 0 });
  });

  it("says so live on all of its reader's devices", async () => {
    const [phone, laptop] = [bob.sdk(), bob.sdk()];
    for (const device of [phone, laptop]) await device.whenReady();
    const isSo = (count: number) => async () =>
      [phone, laptop].every((device) => device.unreadMentions(id) === count && device.unreadMentions() === count) ||
      undefined;
    const first = await alice.must(post(alice, { text: "look", mentions: ["bob"] }));
    await mention(alice, ["bob"]);
    await eventually(isSo(2), "two mentions are counted on both devices");
    await alice.must(alice.ask("DELETE", `/v1/rooms/${id}/messages/${first.id}`, { headers: waiting }));
    await eventually(isSo(1), "the deleted one is no longer");
    phone.markRead(id, 2);
    await eventually(isSo(0), "what was read on the phone is read on the laptop");
  });
});

import { beforeEach, describe, expect, it } from "@jest/globals";

import type { Message } from "../../client/src/index.ts";
import { anId, useChat } from "../support/chat.ts";
import type { Answer } from "../support/http.ts";
import type { AnyBody, User } from "../support/user.ts";

const chat = useChat();

/** Deletes, and waits for what is left. */
const del = (user: User, { roomId, id }: Pick<Message, "roomId" | "id">, key?: string): Promise<Answer<AnyBody>> =>
  user.ask("DELETE", `/v1/rooms/${roomId}/messages/${id}`, {
    headers: { prefer: "wait=10", ...(key && { "idempotency-key": key }) },
  });

const time = expect.stringMatching(/^\d{4}-.*Z$/);

describe("a message that is deleted", () => {
  let alice: User;
  let bob: User;
  let carol: User;
  let roomId: string;

  /** Alice owns a channel that Bob and Carol are in. */
  beforeEach(async () => {
    [alice, bob, carol] = chat.people();
    roomId = (await alice.makeRoom({ kind: "channel", members: ["bob", "carol"] })).id;
  });

  it("keeps its number and its place, and loses its text, wherever it is read", async () => {
    const [message, next] = [await bob.say(roomId, "oops"), await carol.say(roomId, "what?")];
    const { status, body } = await del(bob, message);
    const { version } = await alice.room(roomId);
    const tombstone = { ...message, text: "", version, deletedAt: time };
    expect([status, body]).toEqual([200, tombstone]);
    expect((await alice.messages(roomId)).messages).toEqual([tombstone, next]);
    expect((await carol.get(`/v1/rooms/${roomId}/messages/${message.id}`)).body).toEqual(tombstone);
    const { events } = await carol.changes(roomId, message.version - 1);
    expect(events).toMatchObject([{ message: next }, { prev: next.version, version, message: tombstone }]);
  });

  it("is what the room shows as its last, and moves no room to the front", async () => {
    const message = await bob.say(roomId, "oops");
    const { id: other } = await bob.makeRoom({ kind: "group" });
    await bob.say(other, "later");
    await del(bob, message);
    const { body } = await bob.get<{ rooms: { id: string; lastMessage: Message }[] }>("/v1/rooms");
    expect(body.rooms.map(({ id }) => id)).toEqual([other, roomId]);
    expect(body.rooms[1]?.lastMessage).toMatchObject({ id: message.id, text: "", deletedAt: time });
  });

  it("is heard of by everybody in the room, by socket, in the order of what was sent", async () => {
    const [his, hers] = await Promise.all([bob.connect(), carol.connect()]);
    const [id, commandId] = [anId(), anId()];
    const sent = bob.sendBy(his, roomId, "oops", id);
    const deleted = his.ask("delete", { roomId, messageId: id, commandId });
    expect(await Promise.all([sent, deleted])).toMatchObject([
      { ok: true, id },
      { ok: true, id: commandId, roomId, status: "accepted" },
    ]);
    const isGone = () => hers.events(roomId).find((event) => event.type === "message" && event.message.deletedAt);
    const gone = await hers.until(isGone, "the deletion is heard");
    expect(gone).toMatchObject({ message: { id, seq: 1, text: "", deletedAt: time } });
    expect(hers.texts(roomId)).toEqual(["oops", ""]);
    expect(await bob.command(roomId, commandId)).toMatchObject({ status: "applied", version: gone.version });
  });

  it("is deleted once, however often that is asked, with the same key or another", async () => {
    const message = await bob.say(roomId, "oops");
    const key = anId();
    const first = await del(bob, message, key);
    const { version } = await bob.room(roomId);
    for (const again of [await del(bob, message, key), await del(bob, message, key), await del(alice, message)]) {
      expect([again.status, again.body]).toEqual([200, first.body]);
    }
    expect((await bob.room(roomId)).version).toBe(version);
    expect(await bob.command(roomId, key)).toEqual({ id: key, roomId, status: "applied", version });
  });

  it("is still known by the id that it was posted with", async () => {
    const message = await bob.say(roomId, "oops");
    await del(bob, message);
    expect((await bob.sayOrNot(roomId, "oops", message.id)).body).toMatchObject({ id: message.id, text: "", seq: 1 });
    expect((await bob.sayOrNot(roomId, "another", message.id)).body.code).toBe("id_reused");
    expect(await carol.say(roomId, "next")).toMatchObject({ seq: 2 });
  });

  it("is not deleted under an id that stands for something else", async () => {
    const [one, two] = [await bob.say(roomId, "one"), await bob.say(roomId, "two")];
    const key = anId();
    await del(bob, one, key);
    for (const used of [key, one.id]) expect((await del(bob, two, used)).body.code).toBe("id_reused");
    expect((await bob.sayOrNot(roomId, "three", key)).body.code).toBe("id_reused");
    expect((await bob.messages(roomId)).messages.map(({ text }) => text)).toEqual(["", "two"]);
  });

  it("is the author's to delete, also when they are muted, read only, or the room is closed", async () => {
    const said = [await bob.say(roomId, "1"), await bob.say(roomId, "2"), await bob.say(roomId, "3")] as const;
    await alice.must(alice.ask("PUT", `/v1/rooms/${roomId}/members/bob/mute`, { json: { seconds: 600 } }));
    expect((await del(bob, said[0])).status).toBe(200);
    await alice.give(roomId, bob, "reader");
    expect((await del(bob, said[1])).status).toBe(200);
    await alice.must(alice.patch(`/v1/rooms/${roomId}`, { archived: true, locked: true }));
    expect((await del(bob, said[2])).status).toBe(200);
  });

  it("is a moderator's to delete, whoever wrote it, and no other member's", async () => {
    const [hers, his] = [await alice.say(roomId, "mine"), await bob.say(roomId, "his")];
    for (const message of [hers, his]) expect((await del(carol, message)).body.code).toBe("forbidden");
    await alice.give(roomId, carol, "moderator");
    for (const message of [hers, his]) expect((await del(carol, message)).body).toMatchObject({ deletedAt: time });
  });

  it("is nobody's to delete who is not in the room", async () => {
    const message = await bob.say(roomId, "here");
    await alice.remove(roomId, bob);
    expect((await del(bob, message)).body.code).toBe("forbidden");
    const [{ id }, dave] = [await alice.makeRoom({ kind: "group" }), chat.aUser("dave")];
    const secret = await alice.say(id, "secret");
    for (const messageId of [secret.id, anId()]) {
      expect((await del(dave, { roomId: id, id: messageId })).body.code).toBe("room_not_found");
    }
    expect((await alice.messages(id)).messages).toEqual([secret]);
  });

  it("in a room of two is its author's alone", async () => {
    const { id } = await alice.makeRoom({ kind: "direct", members: ["bob"] });
    const message = await bob.say(id, "between us");
    expect((await del(alice, message)).body.code).toBe("forbidden");
    expect((await del(bob, message)).status).toBe(200);
  });

  it("is one that is there; what is refused stays so", async () => {
    const [nothing, key] = [{ roomId, id: anId() }, anId()];
    expect((await del(bob, nothing, key)).body.code).toBe("message_not_found");
    await bob.say(roomId, "there now", nothing.id);
    expect((await del(bob, nothing, key)).body.code).toBe("message_not_found");
    expect(await bob.command(roomId, key)).toMatchObject({ status: "rejected", code: "message_not_found" });
    const socket = await bob.connect();
    await socket.ask("delete", { roomId, messageId: anId(), commandId: key.replace(/^./, "f") });
    await socket.until(() => socket.rejected[0], "the refusal is heard");
  });

  it("is deleted by the product's own client, which keeps its rooms up to date", async () => {
    const [hers, his] = [carol.sdk(), bob.sdk()];
    await Promise.all([hers.openRoom(roomId), his.whenReady(8_000)]);
    const heard = new Promise<Message>((resolve) => hers.on("deleted", resolve));
    const { id } = await his.send(roomId, { text: "oops" });
    expect(await his.deleteMessage(roomId, id)).toMatchObject({ id, text: "", deletedAt: time });
    expect(await heard).toMatchObject({ id, text: "" });
    expect(hers.roomState(roomId)?.messages).toMatchObject([{ id, text: "", deletedAt: time }]);
  });
});

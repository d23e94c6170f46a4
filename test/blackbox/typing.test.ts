import { beforeEach, describe, expect, it } from "@jest/globals";

import type { Ack, TypingAnswer } from "../../client/src/index.ts";
import { range, useChat } from "../support/chat.ts";
import type { Listener } from "../support/socket.ts";
import type { User } from "../support/user.ts";
import { eventually } from "../support/wait.ts";

const chat = useChat();

const types = (socket: Listener, roomId: string, active = true): Promise<Ack<TypingAnswer>> =>
  socket.ask<TypingAnswer>("typing", { roomId, active });

/** Whoever hears this has heard before it of whoever was typing. */
const fence = async (user: User, roomId: string, ...sockets: readonly Listener[]): Promise<void> => {
  await user.say(roomId, "the fence");
  await Promise.all(sockets.map((socket) => socket.untilText(roomId, "the fence")));
};

describe("who is typing", () => {
  let alice: User;
  let bob: User;
  let carol: User;
  let roomId: string;

  /** Alice owns it; Bob and Carol are members. */
  beforeEach(async () => {
    [alice, bob, carol] = chat.people();
    roomId = (await alice.makeRoom({ kind: "group", members: ["bob", "carol"] })).id;
  });

  it("is told to the others in the room, and to none of the user's own devices", async () => {
    const [hers, his, phone, other] = [await alice.connect(), await bob.connect(), await bob.connect(), await carol.connect()]; // prettier-ignore
    expect(await types(his, roomId)).toEqual({ ok: true, passed: true });
    expect(await types(his, roomId, false)).toEqual({ ok: true, passed: true });
    await fence(alice, roomId, hers, his, phone, other);
    const told = [
      { roomId, userId: "bob", active: true, expiresInMs: 6_000 },
      { roomId, userId: "bob", active: false, expiresInMs: 0 },
    ];
    expect([hers.typing, other.typing, his.typing, phone.typing]).toEqual([told, told, [], []]);
  });

  it("is told once, however often it is said at once", async () => {
    const [hers, his] = [await alice.connect(), await bob.connect()];
    const answers = await Promise.all(range(20).map(() => types(his, roomId)));
    await fence(bob, roomId, hers);
    expect(answers.filter((answer) => answer.ok && answer.passed)).toHaveLength(1);
    expect(hers.typing).toHaveLength(1);
  });

  it("is told by nobody who may not post", async () => {
    const mute = `/v1/rooms/${roomId}/members/bob/mute`;
    await alice.must(alice.ask("PUT", mute, { json: { seconds: 60 } }));
    await alice.give(roomId, carol, "reader");
    const [hers, his, other, dave] = [await alice.connect(), await bob.connect(), await carol.connect(), await chat.aUser("dave").connect()]; // prettier-ignore
    const answers = await Promise.all([his, other, dave].map((socket) => types(socket, roomId)));
    expect(answers.map((answer) => !answer.ok && answer.code)).toEqual(["muted", "forbidden", "room_not_found"]);
    await fence(alice, roomId, hers);
    expect(hers.typing).toEqual([]);
  });

  it("is told to neither of two of whom one has blocked the other", async () => {
    const { id } = await alice.makeRoom({ kind: "direct", members: ["bob"] });
    await alice.must(alice.put("/v1/me/blocks/bob"));
    const sockets = [await alice.connect(), await bob.connect()];
    const answers = await Promise.all(sockets.map((socket) => types(socket, id)));
    expect(answers.map((answer) => !answer.ok && answer.code)).toEqual(["blocked", "blocked"]);
  });

  it("is told to nobody who has left, or never was there", async () => {
    const [his, other, dave] = [await bob.connect(), await carol.connect(), await chat.aUser("dave").connect()];
    await alice.remove(roomId, carol);
    await other.until(() => other.me.some(({ type }) => type === "left"), "she is told that she left");
    expect(await types(his, roomId)).toEqual({ ok: true, passed: true });
    await fence(alice, roomId, his);
    const elsewhere = await alice.makeRoom({ kind: "group", members: ["carol", "dave"] });
    await fence(alice, elsewhere.id, other, dave);
    expect([other.typing, dave.typing]).toEqual([[], []]);
  });

  it("is shown by the product's own client, until the message comes", async () => {
    const [hers, his] = [alice.sdk(), bob.sdk()];
    const shown: (readonly string[])[] = [];
    hers.on("typing", ({ userIds }) => shown.push(userIds));
    await Promise.all([hers.whenReady(), his.whenReady()]);
    his.typing(roomId, true);
    await eventually(async () => shown[0], "he is shown as typing");
    await his.send(roomId, { text: "hello" });
    await eventually(async () => shown[1], "he is not shown any more");
    expect([shown, hers.typists(roomId)]).toEqual([[["bob"], []], []]);
  });

  it("is not told in a room of more than 256", async () => {
    const names = range(254).map((index) => `m${index}`);
    for (const from of [0, 100, 200]) {
      await alice.must(alice.post(`/v1/rooms/${roomId}/members`, { userIds: names.slice(from, from + 100) }));
    }
    expect((await alice.room(roomId)).memberCount).toBe(257);
    const [hers, his] = [await alice.connect(), await bob.connect()];
    expect(await types(his, roomId)).toEqual({ ok: true, passed: false });
    await fence(bob, roomId, hers);
    expect(hers.typing).toEqual([]);
  });
});

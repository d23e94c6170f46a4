import { beforeEach, describe, expect, it } from "@jest/globals";

import { anId, range, useChat } from "../support/chat.ts";
import type { User } from "../support/user.ts";

const chat = useChat();

describe("the same id", () => {
  let alice: User;
  let bob: User;
  let roomId: string;

  beforeEach(async () => {
    [alice, bob] = chat.people();
    roomId = (await alice.makeRoom({ kind: "group", members: ["bob"] })).id;
  });

  it("with the same text, again, gives the same message and nothing new", async () => {
    const mine = anId();
    const first = await alice.say(roomId, "once", mine);
    const again = await alice.sayOrNot(roomId, "once", mine);
    expect([again.status, again.body]).toEqual([201, first]);
    expect(await alice.accept(roomId, "once", mine)).toMatchObject({ id: mine, status: "accepted" });
    const socket = await alice.connect();
    expect(await alice.sendBy(socket, roomId, "once", mine)).toMatchObject({ ok: true, id: mine });
    expect((await alice.messages(roomId)).messages).toEqual([first]);
    expect(await alice.room(roomId)).toMatchObject({ seq: 1, version: 4 });
  });

  it("with the same text, twenty times at once and by both ways, is one message", async () => {
    const mine = anId();
    const socket = await alice.connect();
    const tries = range(20).map((index) =>
      index % 2 === 0 ? alice.accept(roomId, "once", mine) : alice.sendBy(socket, roomId, "once", mine),
    );
    expect(await Promise.all(tries)).toEqual(
      tries.map(() => expect.objectContaining({ id: mine, status: "accepted" })),
    );
    await alice.say(roomId, "the end");
    expect((await alice.messages(roomId)).messages.map(({ text }) => text)).toEqual(["once", "the end"]);
  });

  it("with other text is refused, and the message stays", async () => {
    const mine = anId();
    const first = await alice.say(roomId, "one thing", mine);
    const other = await alice.sayOrNot(roomId, "another", mine);
    expect([other.status, other.body.code]).toEqual([409, "id_reused"]);
    expect((await alice.messages(roomId)).messages).toEqual([first]);
    expect(await alice.command(roomId, mine)).toEqual({ id: mine, roomId, status: "applied", version: first.version });
  });

  it("with other text, when nobody waits for it, is refused by an event", async () => {
    const mine = anId();
    await alice.say(roomId, "one thing", mine);
    const socket = await alice.connect();
    expect((await alice.post(`/v1/rooms/${roomId}/messages`, { id: mine, text: "another" })).status).toBe(202);
    const rejected = await socket.until(() => socket.rejected[0], "the post is rejected");
    expect(rejected).toEqual({ commandId: mine, roomId, code: "id_reused", message: expect.any(String) });
  });

  it("of somebody else in this room is taken; in another room it is free", async () => {
    const hers = anId();
    await alice.say(roomId, "mine", hers);
    const his = await bob.sayOrNot(roomId, "mine", hers);
    expect([his.status, his.body.code]).toEqual([409, "id_taken"]);
    expect(await bob.command(roomId, hers)).toEqual({ id: hers, roomId, status: "rejected", code: "id_taken" });
    const elsewhere = await bob.makeRoom({ kind: "group" });
    expect(await bob.say(elsewhere.id, "free here", hers)).toMatchObject({ id: hers, authorId: "bob" });
  });

  it("is as good for a long text as for a short one, and by its code units alone", async () => {
    const mine = anId();
    const [composed, decomposed] = ["\u00e9".repeat(4_000), "e\u0301".repeat(4_000)];
    await alice.say(roomId, composed, mine);
    expect((await alice.sayOrNot(roomId, composed, mine)).status).toBe(201);
    expect((await alice.sayOrNot(roomId, decomposed, mine)).body.code).toBe("id_reused");
  });
});

describe("a command's status", () => {
  it("is unknown when it was never accepted, and when it is somebody else's", async () => {
    const [alice, bob] = chat.people();
    const { id } = await alice.makeRoom({ kind: "group", members: ["bob"] });
    const { id: hers } = await alice.say(id, "hello");
    const never = anId();
    expect(await alice.command(id, never)).toEqual({ id: never, roomId: id, status: "unknown" });
    expect(await bob.command(id, hers)).toEqual({ id: hers, roomId: id, status: "unknown" });
    expect(await alice.command("no-such-room", never)).toMatchObject({ status: "unknown" });
  });
});

import { describe, expect, it } from "@jest/globals";

import { LIMITS, PROTOCOL } from "../../client/src/index.ts";
import type { RoomSummary } from "../../client/src/index.ts";
import { range, useChat } from "../support/chat.ts";
import { freshView, Replica } from "../support/replica.ts";

const chat = useChat();

describe("ready", () => {
  it("is the first thing heard, and says where everything stands", async () => {
    const [alice] = chat.people();
    const quiet = await alice.makeRoom({ kind: "group" });
    const lively = await alice.makeRoom({ kind: "channel" });
    await alice.say(lively.id, "hello");
    const socket = await alice.connect();
    expect(socket.names).toEqual(["ready"]);
    const unmoved = { marks: 0, delivered: 0, read: 0, unread: 0, unreadMentions: 0 };
    expect(socket.ready).toEqual({
      protocol: PROTOCOL,
      userId: "alice",
      sessionId: expect.any(String),
      epoch: expect.stringMatching(/^[0-9a-f-]{36}$/),
      limits: { textLength: LIMITS.textLength, roomsPerSync: LIMITS.roomsPerSync },
      me: { version: 2 },
      rooms: [
        { id: lively.id, version: 3, seq: 1, ...unmoved },
        { id: quiet.id, version: 2, seq: 0, ...unmoved },
      ],
    });
  });

  it("says nothing of a room to somebody who was never seen before", async () => {
    const socket = await chat.aUser().connect();
    expect(socket.ready).toMatchObject({ me: { version: 0 }, rooms: [] });
  });

  it("has the same epoch for everybody", async () => {
    const sockets = await Promise.all(chat.crowd(3).map((user) => user.connect()));
    expect(new Set(sockets.map(({ ready }) => ready?.epoch)).size).toBe(1);
  });

  it("has nothing missing behind it while others talk", async () => {
    const [alice, bob] = chat.people();
    const { id } = await alice.makeRoom({ kind: "group", members: ["bob"] });
    const talk = Promise.all(range(60).map((index) => alice.accept(id, `text ${index}`)));
    const sockets = await Promise.all(range(6).map(() => bob.connect()));
    await talk;
    await alice.say(id, "the end");
    for (const socket of sockets) {
      await socket.untilText(id, "the end");
      const replica = new Replica(socket.ready?.rooms[0]?.version ?? 0);
      for (const event of socket.events(id)) replica.follow(event);
      expect(replica.version).toBe((await alice.room(id)).version);
    }
  });
});

describe("live events", () => {
  it("applied one after another give what a fresh reader sees", async () => {
    const [alice, bob, carol] = chat.people();
    const { id, version } = await alice.makeRoom({ kind: "channel" });
    const socket = await alice.connect();
    const before = await freshView(alice, id);
    for (const index of range(8)) {
      await alice.say(id, `text ${index}`);
      if (index % 4 === 0) await alice.add(id, bob, carol);
      if (index % 4 === 2) await alice.remove(id, bob);
    }
    await alice.say(id, "the end");
    await socket.untilText(id, "the end");
    const replica = new Replica(version, before);
    for (const event of socket.events(id)) replica.follow(event);
    expect(replica.view).toEqual(await freshView(alice, id));
  });

  it("tell the members of who came and who went, with their number", async () => {
    const [alice, bob] = chat.people();
    const { id } = await alice.makeRoom({ kind: "channel" });
    const hers = await alice.connect();
    await bob.join(id);
    await bob.del(`/v1/rooms/${id}/members/bob`);
    const [came, went] = await hers.until(() => hers.events(id).length === 2 && hers.events(id), "he came and went");
    expect(came).toMatchObject({ type: "member", prev: 2, version: 3, member: { userId: "bob" }, memberCount: 2 });
    expect(went).toMatchObject({ type: "member", prev: 3, version: 4, memberCount: 1 });
    expect(went).toMatchObject({ member: { userId: "bob", leftAt: expect.any(String) } });
  });

  it("tell the one who came, and the one who went, by events of their own", async () => {
    const [alice, bob] = chat.people();
    const { id } = await alice.makeRoom({ kind: "group", name: "Team" });
    const devices = await Promise.all([bob.connect(), bob.connect()]);
    await alice.add(id, bob);
    // Who went before it was told that he came is told that he went.
    for (const device of devices) await device.until(() => device.me.length === 1, "he is told that he came");
    await alice.remove(id, bob);
    for (const device of devices) {
      const [joined, left] = await device.until(() => device.me.length === 2 && device.me, "he is told that he went");
      expect(joined).toMatchObject({ type: "joined", prev: 0, version: 1, roomId: id });
      expect((joined as { room: RoomSummary }).room).toMatchObject({ id, name: "Team", me: { userId: "bob" } });
      expect(left).toEqual({ type: "left", prev: 1, version: 2, roomId: id });
    }
  });

  it("of a room end with the end of one's own membership", async () => {
    const [alice, bob] = chat.people();
    const { id } = await alice.makeRoom({ kind: "group", members: ["bob"] });
    const fence = await alice.makeRoom({ kind: "group", members: ["bob"] });
    const his = await bob.connect();
    await alice.say(id, "with him");
    await alice.remove(id, bob);
    await alice.say(id, "without him");
    await alice.say(fence.id, "the end");
    await his.untilText(fence.id, "the end");
    expect(his.events(id).map(({ type }) => type)).toEqual(["message", "member"]);
    expect(his.events(id).at(-1)).toMatchObject({ member: { userId: "bob", leftAt: expect.any(String) } });
  });

  it("of a room begin where its joined event stands", async () => {
    const [alice, bob] = chat.people();
    const { id } = await alice.makeRoom({ kind: "group" });
    await alice.say(id, "without him");
    const his = await bob.connect();
    await alice.add(id, bob);
    await alice.say(id, "with him");
    const joined = await his.until(() => his.me[0], "he is told that he joined");
    await alice.say(id, "the end");
    await his.untilText(id, "the end");
    const { room } = joined as { room: RoomSummary };
    const replica = new Replica(room.version);
    for (const event of his.events(id)) replica.follow(event);
    // The joined event has the room as it was when he was let in, which may be after the first message that he may hear.
    const { messages } = await alice.messages(id);
    expect(room.seq).toBeGreaterThanOrEqual(1);
    expect(replica.view.messages).toEqual(messages.filter(({ seq }) => seq > room.seq));
  });

  it("reach the product's own client of somebody who was away", async () => {
    const [alice, bob] = chat.people();
    const { id } = await alice.makeRoom({ kind: "group", members: ["bob"] });
    const early = bob.sdk();
    await early.openRoom(id);
    early.close();
    for (const index of range(60)) await alice.accept(id, `text ${index}`);
    await alice.say(id, "the end");
    const late = bob.sdk();
    const state = await late.openRoom(id);
    expect(state.messages.at(-1)).toMatchObject({ text: "the end" });
    const older = await late.loadOlder(id, 200);
    expect(older.messages.map(({ seq }) => seq)).toEqual(range(61).map((index) => index + 1));
  });
});

import { describe, expect, it } from "@jest/globals";
import type { Scene } from "../test/a-client.ts";
import { aClient } from "../test/a-client.ts";
import type { FakeServer } from "../test/fake-server.ts";

const withBob = (server: FakeServer): void => {
  server.room.join("alice");
  server.room.join("bob");
};

/** Three messages of bob. */
const withThree = (server: FakeServer): void => {
  withBob(server);
  for (const text of ["one", "two", "three"]) server.room.post(text);
};

const said = ({ log }: FakeServer): readonly string[] =>
  log.filter((line) => line.startsWith("receipts")).map((line) => line.replace("receipts ", ""));
const asked = ({ log }: FakeServer): number => log.filter((line) => line === "GET /v1/unread").length;
const counts = ({ heard }: Scene): readonly number[] => heard("unread").map(({ unread }) => unread);
const setMarker = ({ room, listener }: FakeServer, marker: number | undefined, version = 1): void => {
  if (marker === undefined) room.markers.delete("alice");
  else room.markers.set("alice", marker);
  const settings = marker === undefined ? {} : { marker };
  listener?.me([{ type: "settings", prev: version - 1, version, roomId: "lobby", settings }]);
};

describe("what has arrived", () => {
  it("is said to be delivered, live in any room, and of an open one what its page holds", async () => {
    const { client, clock, server } = await aClient(withThree);
    await client.openRoom("lobby");
    await clock.pass(500);
    server.push(server.room.post("four"), server.room.post("five"));
    server.push(server.room.post("mine", "alice"));
    client.closeRoom("lobby");
    await clock.pass(500);
    server.push(server.room.post("seven"));
    await clock.pass(500);
    expect(said(server)).toEqual([3, 5, 7].map((delivered) => JSON.stringify([{ roomId: "lobby", delivered }])));
  });

  it("is said to be delivered when it is caught up", async () => {
    const { client, clock, server } = await aClient(withBob);
    await client.openRoom("lobby");
    server.cut();
    server.room.post("meanwhile");
    await clock.pass(5_000);
    expect(said(server)).toEqual(['[{"roomId":"lobby","delivered":1}]']);
  });

  it("is not said to be where that is turned off, but for what I say", async () => {
    const { client, clock, server } = await aClient(withThree, { saysDelivered: false });
    await client.openRoom("lobby");
    server.push(server.room.post("four"));
    await clock.pass(5_000);
    expect(said(server)).toEqual([]);
    client.markDelivered("lobby", 4);
    await clock.pass(500);
    expect(said(server)).toEqual(['[{"roomId":"lobby","delivered":4}]']);
  });

  it("is said after a reconnect, if nobody heard it before", async () => {
    const { client, clock, server } = await aClient(withThree);
    server.receiptAcks.push("no ack");
    client.markRead("lobby", 3);
    await clock.pass(500);
    server.cut();
    await clock.pass(2_000);
    expect(said(server)).toEqual(Array(2).fill('[{"roomId":"lobby","read":3}]'));
  });
});

describe("what is unread", () => {
  it("is what the session began with, one more with each message of others, and nothing once I have read it", async () => {
    const scene = await aClient(withThree);
    const { client, server, clock } = scene;
    server.push(server.room.post("four"));
    server.push(server.room.post("mine", "alice"));
    expect([client.unread("lobby"), client.unread()]).toEqual([4, 4]);
    client.markRead("lobby", 5);
    expect(client.unread("lobby")).toBe(0);
    await clock.pass(1_000);
    expect([counts(scene), asked(server), said(server).at(-1)]).toEqual([
      [3, 4, 0],
      0,
      '[{"roomId":"lobby","read":5}]',
    ]);
  });

  it("is nothing once another device has read it, and asked for when that has read a part", async () => {
    const scene = await aClient(withThree);
    const { server, clock } = scene;
    server.receive({ userId: "alice", delivered: 2, read: 2 });
    await clock.pass(500);
    expect([counts(scene), asked(server)]).toEqual([[3, 1], 1]);
    server.receive({ userId: "bob", delivered: 3, read: 3 }, { userId: "alice", delivered: 3, read: 3 });
    expect([counts(scene), asked(server)]).toEqual([[3, 1, 0], 1]);
  });

  it("is asked for once, whatever was missed", async () => {
    const scene = await aClient(withBob);
    const { server, clock } = scene;
    server.room.post("lost");
    server.push(server.room.post("two"), server.room.post("three"));
    const { version } = server.room;
    server.push({ type: "head", roomId: "lobby", prev: version, version });
    await clock.pass(1_000);
    expect([counts(scene).at(-1), asked(server)]).toEqual([3, 1]);
  });

  it("is what my other device has marked, until something is read", async () => {
    const scene = await aClient(withThree);
    const { client, server, clock } = scene;
    client.markRead("lobby", 3);
    await clock.pass(500);
    setMarker(server, 1);
    await clock.pass(500);
    expect(counts(scene)).toEqual([3, 0, 2]);
    client.markRead("lobby", 3);
    expect(counts(scene)).toEqual([3, 0, 2, 0]);
    await clock.pass(500);
    expect(said(server)).toHaveLength(2);
  });

  it("is what I mark, also when I have just read it", async () => {
    const scene = await aClient(withThree);
    const { client, server, clock } = scene;
    client.markRead("lobby", 3);
    server.room.markers.set("alice", 1);
    await client.markUnread("lobby", 1);
    await clock.pass(1_000);
    expect([counts(scene), said(server)]).toEqual([[3, 0, 2], ['[{"roomId":"lobby","delivered":3}]']]);
  });

  it("is counted anew where my receipts are refused", async () => {
    const scene = await aClient(withThree);
    const { client, server, clock } = scene;
    const problem = { path: "0.roomId", code: "room_not_found", message: "x" };
    server.receiptAcks.push({ ok: false, code: "room_not_found", message: "x", errors: [problem] });
    client.markRead("lobby", 3);
    await clock.pass(1_000);
    expect([counts(scene), said(server).length]).toEqual([[3, 0, 3], 1]);
  });

  it("ends with my membership, and with the history", async () => {
    const scene = await aClient(withThree);
    const { client, server, clock } = scene;
    server.listener?.me([{ type: "left", prev: 0, version: 1, roomId: "lobby" }]);
    expect([client.unread("lobby"), client.unread()]).toEqual([0, 0]);
    server.epoch = "second";
    server.cut();
    await clock.pass(5_000);
    expect(counts(scene)).toEqual([3, 0, 3]);
  });
});

describe("an open room", () => {
  const ofBob = (client: Scene["client"]) => client.roomState("lobby")?.watermarks.get("bob");

  it("shows how far its members are, from when it is opened on", async () => {
    const { client, server, heard } = await aClient(withThree);
    server.room.receive([{ userId: "bob", delivered: 2, read: 1 }]);
    await client.openRoom("lobby");
    expect(ofBob(client)).toEqual({ userId: "bob", delivered: 2, read: 1 });
    const before = heard("changed").length;
    server.receive({ userId: "bob", delivered: 3, read: 3 });
    expect([ofBob(client)?.read, heard("changed").length]).toEqual([3, before + 1]);
  });

  it("reads them again when some were missed, live or while it was away", async () => {
    const { client, server, clock } = await aClient(withThree);
    await client.openRoom("lobby");
    const reads = () => server.log.filter((line) => line.endsWith("/receipts")).length;
    server.room.receive([{ userId: "bob", delivered: 1, read: 1 }]);
    server.receive({ userId: "alice", delivered: 1, read: 0 });
    expect(ofBob(client)?.read).toBe(0);
    await clock.pass(500);
    expect([ofBob(client)?.read, reads()]).toEqual([1, 2]);
    server.cut();
    server.room.receive([{ userId: "bob", delivered: 3, read: 3 }]);
    await clock.pass(2_000);
    expect([ofBob(client)?.read, reads()]).toEqual([3, 3]);
  });

  it("says of a message of mine how far it has come", async () => {
    const { client, server, clock, heard } = await aClient((one) => {
      withBob(one);
      one.sends.push("no event");
    });
    await client.openRoom("lobby");
    const sent = client.send("lobby", { id: "m", text: "hello" });
    expect(client.statusOf("lobby", "m")).toBeUndefined();
    await clock.pass(10);
    expect([client.statusOf("lobby", "m"), heard("accepted")]).toEqual(["accepted", [{ roomId: "lobby", id: "m" }]]);
    await clock.pass(5_000);
    await sent;
    server.push({ type: "head", roomId: "lobby", prev: server.room.version, version: server.room.version });
    await clock.pass(1_000);
    const statuses = [client.statusOf("lobby", "m")];
    for (const read of [0, 1]) {
      server.receive({ userId: "bob", delivered: 1, read });
      statuses.push(client.statusOf("lobby", "m"));
    }
    expect(statuses).toEqual(["stored", "delivered_to_all", "read_by_all"]);
  });
});

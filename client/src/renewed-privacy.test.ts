import { describe, expect, it } from "@jest/globals";
import { aClient } from "../test/a-client.ts";
import type { Privacy } from "./contract.ts";

/** Bob is online, and typing in the open room, which he has read. */
const aScene = async () => {
  const scene = await aClient((server) => {
    server.online.add("bob");
    for (const userId of ["alice", "bob"]) server.room.join(userId);
  });
  const { client, clock, server } = scene;
  await client.openRoom("lobby");
  await client.watchPresence(["bob"]);
  const message = server.room.post("hello", "alice");
  server.push(message);
  server.receive({ userId: "bob", delivered: 1, read: 1 });
  server.listener?.typing({ roomId: "lobby", userId: "bob", active: true, expiresInMs: 6_000 });
  const hide = async (privacy: Privacy) => {
    server.listener?.me([{ type: "privacy", prev: 0, version: 1, privacy }]);
    await clock.pass(0);
  };
  const read = () => client.roomState("lobby")?.watermarks.get("bob")?.read;
  return { ...scene, hide, read };
};

describe("what I hide", () => {
  it("is not shown to me of others any more: receipts and presence are asked for again, and typists are gone", async () => {
    const { client, server, hide, read } = await aScene();
    expect([read(), client.presenceOf("bob")?.online, client.typists("lobby")]).toEqual([1, true, ["bob"]]);
    server.room.conceal();
    server.online.clear();
    await hide({ readReceipts: false, presence: false, typing: false });
    expect([read(), client.presenceOf("bob")?.online, client.typists("lobby")]).toEqual([0, false, []]);
  });

  it("hides nothing else, and is asked for again when it is turned on", async () => {
    const { client, server, hide, read } = await aScene();
    server.online.clear();
    await hide({});
    expect([read(), client.presenceOf("bob")?.online, client.typists("lobby")]).toEqual([1, false, ["bob"]]);
    expect(server.log.filter((line) => line === "GET /v1/rooms/lobby/receipts")).toHaveLength(2);
  });
});

describe("what a room hides", () => {
  it("is not shown any more: receipts are read again, and typists are gone", async () => {
    const { client, clock, server, read } = await aScene();
    const event = server.room.conceal();
    server.push(event);
    await clock.pass(1_000);
    expect([read(), client.typists("lobby")]).toEqual([0, ["bob"]]);
    if (event.type !== "room") throw new TypeError("It tells of the room.");
    const room = { ...event.room, privacy: { ...event.room.privacy, typing: false } as const };
    server.push({ ...event, room, prev: event.version, version: event.version + 1 });
    expect(client.typists("lobby")).toEqual([]);
  });
});

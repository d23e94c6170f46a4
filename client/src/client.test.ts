import { describe, expect, it } from "@jest/globals";
import { aClient } from "../test/a-client.ts";
import { settled } from "../test/fake-clock.ts";
import type { FakeServer } from "../test/fake-server.ts";
import { ModelRoom } from "../test/model-room.ts";

const withHistory = (server: FakeServer): void => {
  server.room.join("alice");
  server.room.post("one");
};

const texts = (messages: readonly { text: string }[]): string[] => messages.map(({ text }) => text);

describe("an open room", () => {
  it("has the latest page and the members, and follows the live events", async () => {
    const { client, server, heard } = await aClient(withHistory);
    const opened = await client.openRoom("lobby");
    server.push(server.room.post("two"), server.room.join("bob"));
    expect(texts(opened.messages)).toEqual(["one"]);
    expect(texts(client.roomState("lobby")!.messages)).toEqual(["one", "two"]);
    expect([...client.roomState("lobby")!.members.keys()]).toEqual(["alice", "bob"]);
    expect(heard("changed").at(-1)?.state).toBe(client.roomState("lobby"));
  });

  it("pulls what it missed when a gap has not closed by itself", async () => {
    const { client, clock, server, heard } = await aClient(withHistory);
    await client.openRoom("lobby");
    for (const text of ["two", "three", "four", "five"]) server.room.post(text);
    server.push(server.room.post("six"));
    await clock.pass(374);
    expect(heard("message")).toEqual([]);
    await clock.pass(1);
    expect(texts(heard("message"))).toEqual(["two", "three", "four", "five", "six"]);
    expect(server.log.filter((line) => line.startsWith("sync"))).toEqual(['sync {"lobby":2}', 'sync {"lobby":5}']);
  });

  it("pulls nothing when the gap closes by itself", async () => {
    const { client, clock, server, heard } = await aClient(withHistory);
    await client.openRoom("lobby");
    const [two, three] = [server.room.post("two"), server.room.post("three")];
    server.push(three);
    server.push(two);
    await clock.pass(1_000);
    expect(texts(heard("message"))).toEqual(["two", "three"]);
    expect(server.log.filter((line) => line.startsWith("sync"))).toEqual([]);
  });

  it("catches up by HTTP while there is no connection", async () => {
    const { client, clock, server } = await aClient(withHistory);
    await client.openRoom("lobby");
    server.room.post("two");
    server.push(server.room.post("three"));
    server.handshakes.push("unreachable", "unreachable", "unreachable");
    server.cut();
    await clock.pass(375);
    expect(server.log).toContain("POST /v1/sync");
    expect(texts(client.roomState("lobby")!.messages)).toEqual(["one", "two", "three"]);
  });

  it("catches up after a reconnect", async () => {
    const { client, clock, server, heard } = await aClient(withHistory);
    await client.openRoom("lobby");
    server.cut();
    server.room.post("two");
    await clock.pass(250);
    expect(texts(heard("message"))).toEqual(["two"]);
  });

  it("is read anew when the stored history is another one", async () => {
    const { client, clock, server, heard } = await aClient(withHistory);
    await client.openRoom("lobby");
    server.cut();
    server.epoch = "restored";
    server.room = new ModelRoom();
    await clock.pass(250);
    expect(client.roomState("lobby")?.messages).toEqual([]);
    expect(heard("changed").map(({ state }) => state?.version)).toEqual([2, undefined, 0]);
  });

  it("is told to the listeners no more once it is closed, but its messages are", async () => {
    const { client, server, heard } = await aClient(withHistory);
    await client.openRoom("lobby");
    client.closeRoom("lobby");
    server.push(server.room.post("two"));
    expect(client.roomState("lobby")).toBeUndefined();
    expect(texts(heard("message"))).toEqual(["two"]);
    expect(heard("changed")).toHaveLength(2);
  });

  it("reads further back when asked to", async () => {
    const { client } = await aClient((server) => {
      for (let n = 1; n <= 60; n += 1) server.room.post(`${n}`);
    });
    const state = await client.openRoom("lobby");
    expect([state.oldestSeq, state.hasMoreBefore]).toEqual([11, true]);
    const wider = await client.loadOlder("lobby");
    expect([wider.oldestSeq, wider.hasMoreBefore, wider.messages.length]).toEqual([1, false, 60]);
  });
});

describe("a room that is not open", () => {
  it("still tells its messages, each once", async () => {
    const { server, heard } = await aClient();
    const event = server.room.post("one");
    server.push(event);
    server.push(event);
    expect(texts(heard("message"))).toEqual(["one"]);
  });
});

describe("what concerns me alone", () => {
  it("is told in order, and closes a room that I left", async () => {
    const { client, clock, server, heard } = await aClient(withHistory);
    await client.openRoom("lobby");
    server.mine = [
      { type: "joined", prev: 0, version: 1, roomId: "other", room: { ...server.room.summary(), id: "other" } },
      { type: "left", prev: 1, version: 2, roomId: "lobby" },
    ];
    server.listener?.me(server.mine.slice(1));
    expect(heard("left")).toEqual([]);
    await clock.pass(375);
    expect(heard("joined").map(({ id }) => id)).toEqual(["other"]);
    expect(heard("left")).toEqual([{ roomId: "lobby" }]);
    expect(client.roomState("lobby")).toBeUndefined();
  });
});

describe("an HTTP request", () => {
  it.each(["token_expired", "token_revoked"])("is repeated once with a fresh token after %s", async (code) => {
    const tokens = ["token 1", "token 2"];
    const { client, server } = await aClient(() => {}, { token: () => tokens.shift() ?? "token 3" });
    server.tokens = new Set(["token 2"]);
    server.tokenRefusal = code;
    expect((await client.room("lobby")).id).toBe("lobby");
    server.tokens.clear();
    await expect(client.room("lobby")).rejects.toMatchObject({ code, status: 401 });
    expect(server.log.filter((line) => line.startsWith("GET"))).toHaveLength(4);
  });

  it("names users in its path as the path allows", async () => {
    const { client, server } = await aClient();
    await client.join("lobby");
    expect(server.log.at(-1)).toBe("PUT /v1/rooms/lobby/members/al%2Fice");
  });

  it("ends with `closed` when the client is", async () => {
    const { client } = await aClient();
    client.close();
    await expect(client.rooms()).rejects.toMatchObject({ code: "closed" });
    await settled();
  });
});

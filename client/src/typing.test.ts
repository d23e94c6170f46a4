import { describe, expect, it } from "@jest/globals";
import { aClient } from "../test/a-client.ts";
import type { FakeServer } from "../test/fake-server.ts";

const withBob = (server: FakeServer): void => {
  server.room.join("alice");
  server.room.join("bob");
};

const said = ({ log }: FakeServer): readonly string[] => log.filter((line) => line.startsWith("typing"));
const isTyping = (server: FakeServer, userId: string, active = true): void =>
  server.listener?.typing({ roomId: "lobby", userId, active, expiresInMs: active ? 6_000 : 0 });

describe("that I am typing", () => {
  it("is said at the first stroke, and again after 3 s of strokes", async () => {
    const { client, clock, server } = await aClient();
    for (let stroke = 0; stroke < 40; stroke += 1) {
      client.typing("lobby", true);
      await clock.pass(100);
    }
    expect(said(server)).toEqual(["typing lobby true", "typing lobby true"]);
  });

  it("is said of each room", async () => {
    const { client, server } = await aClient();
    client.typing("lobby", true);
    client.typing("den", true);
    expect(said(server)).toEqual(["typing lobby true", "typing den true"]);
  });

  it("is over when I say so, and that is said once", async () => {
    const { client, server } = await aClient();
    client.typing("lobby", false);
    client.typing("lobby", true);
    client.typing("lobby", false);
    client.typing("lobby", false);
    expect(said(server)).toEqual(["typing lobby true", "typing lobby false"]);
  });

  it("is over with my message, which says so by itself", async () => {
    const { client, server } = await aClient();
    client.typing("lobby", true);
    await client.send("lobby", { text: "hello" });
    client.typing("lobby", false);
    client.typing("lobby", true);
    expect(said(server)).toEqual(["typing lobby true", "typing lobby true"]);
  });

  it("is said to nobody while there is no connection", async () => {
    const { client, clock, server } = await aClient();
    server.cut();
    client.typing("lobby", true);
    await clock.pass(2_000);
    expect(said(server)).toEqual([]);
  });
});

describe("who else is typing", () => {
  it("is told when it changes, and ends by itself", async () => {
    const { client, clock, server, heard } = await aClient(withBob);
    isTyping(server, "bob");
    isTyping(server, "carol");
    isTyping(server, "carol", false);
    expect(client.typists("lobby")).toEqual(["bob"]);
    await clock.pass(6_000);
    expect(client.typists("lobby")).toEqual([]);
    const userIds = [["bob"], ["bob", "carol"], ["bob"], []];
    expect(heard("typing")).toEqual(userIds.map((each) => ({ roomId: "lobby", userIds: each })));
  });

  it("stays as long as it is said again", async () => {
    const { client, clock, server, heard } = await aClient(withBob);
    for (let times = 0; times < 4; times += 1) {
      isTyping(server, "bob");
      await clock.pass(5_999);
    }
    expect([client.typists("lobby"), heard("typing")]).toEqual([["bob"], [{ roomId: "lobby", userIds: ["bob"] }]]);
  });

  it("ends with that user's message, and not with another's, nor with one that is deleted", async () => {
    const { client, server } = await aClient(withBob);
    const old = server.room.post("old", "bob");
    server.push(old);
    isTyping(server, "bob");
    server.push(server.room.post("from another", "alice"), server.room.delete(1)!);
    expect(client.typists("lobby")).toEqual(["bob"]);
    server.push(server.room.post("new", "bob"));
    expect(client.typists("lobby")).toEqual([]);
  });

  it("ends when that user leaves, and when I do", async () => {
    const { client, server } = await aClient(withBob);
    isTyping(server, "bob");
    server.push(server.room.leave("bob"));
    expect(client.typists("lobby")).toEqual([]);
    isTyping(server, "carol");
    server.listener?.me([{ type: "left", prev: 0, version: 1, roomId: "lobby" }]);
    expect(client.typists("lobby")).toEqual([]);
  });

  it("is told no more once the client is closed", async () => {
    const { client, clock, server, heard } = await aClient(withBob);
    isTyping(server, "bob");
    client.close();
    await clock.pass(10_000);
    expect([client.typists("lobby"), heard("typing").length]).toEqual([[], 1]);
  });
});

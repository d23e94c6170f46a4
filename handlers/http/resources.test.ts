import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";

import { messageId } from "./testing/fake-use-cases.ts";
import type { RunningApp } from "./testing/start-app.ts";
import { startApp } from "./testing/start-app.ts";

let app: RunningApp;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.stop());

describe("rooms", () => {
  it("are made, with their address", async () => {
    const { status, body, header } = await app.ask("POST", "/v1/rooms", { json: { kind: "group", id: "new" } });
    expect([status, body.id, header("location")]).toEqual([201, "new", "/v1/rooms/new"]);
  });

  it("that are there already are given again", async () => {
    const { status, body } = await app.ask("POST", "/v1/rooms", { json: { kind: "group", id: "lobby" } });
    expect([status, body.id]).toEqual([200, "lobby"]);
  });

  it("answer at all their addresses, and keep nothing in caches", async () => {
    for (const path of ["", "/lobby", "/lobby/members", "/lobby/changes?since=3", `/lobby/commands/${messageId}`]) {
      const { status, header } = await app.ask("GET", `/v1/rooms${path}`);
      expect([path, status, header("cache-control"), header("etag")]).toEqual([path, 200, "no-store", null]);
    }
  });

  it("are synced by name", async () => {
    const { body } = await app.ask("POST", "/v1/sync", { json: { rooms: { lobby: 1, constructor: 2 } } });
    expect(body).toEqual({ rooms: { lobby: { gone: true }, constructor: { gone: true } } });
  });
});

describe("members", () => {
  it("are added, put and removed", async () => {
    const added = await app.ask("POST", "/v1/rooms/lobby/members", { json: { userIds: ["bob", "carol"] } });
    expect(added).toMatchObject({ status: 200, body: { members: [{ userId: "bob" }, { userId: "carol" }] } });
    const put = await app.ask("PUT", "/v1/rooms/lobby/members/d%C3%A9%2Fe");
    expect(put).toMatchObject({ status: 200, body: { userId: "dé/e" } });
    expect(await app.ask("DELETE", "/v1/rooms/lobby/members/bob")).toMatchObject({ status: 204, text: "" });
  });
});

describe("users", () => {
  it("are named by a parameter that repeats", async () => {
    const { body } = await app.ask("GET", "/v1/users?user=a&user=b+c");
    expect(body).toEqual({ users: { a: { name: "a" }, "b c": { name: "b c" } } });
  });

  it("learn who they are", async () => {
    const { body } = await app.ask("GET", "/v1/me", { headers: { authorization: "bearer  bob" } });
    expect(body).toEqual({ tenantId: "default", userId: "bob", version: 1 });
  });
});

describe("presence", () => {
  it("is asked for by a parameter that repeats, and must be there", async () => {
    const { body } = await app.ask("GET", "/v1/presence?user=alice&user=bob");
    expect(body).toEqual({
      presences: [
        { userId: "alice", online: true },
        { userId: "bob", online: false },
      ],
    });
    expect((await app.ask("GET", "/v1/presence")).status).toBe(400);
    expect((await app.ask("GET", "/v1/rooms/lobby/online")).body).toEqual({ online: ["alice"], count: 1 });
  });
});

describe("health", () => {
  it("is told without a token", async () => {
    expect(await app.ask("GET", "/healthz", { headers: { authorization: "" } })).toMatchObject({ status: 200 });
    expect(await app.ask("GET", "/readyz")).toMatchObject({ status: 200, body: { parts: { database: true } } });
    expect(await app.ask("GET", "/metrics")).toMatchObject({ status: 200, text: "up 1\n" });
  });

  it("is bad when a part is away", async () => {
    const broken = await startApp({}, { readiness: async () => ({ needed: { database: true, queue: false } }) });
    expect(await broken.ask("GET", "/readyz")).toMatchObject({ status: 503, body: { parts: { queue: false } } });
    await broken.stop();
  });
});

import { describe, expect, it } from "@jest/globals";

import type { Me, MembersPage, UsersAnswer } from "../../client/src/index.ts";
import { aTenant, useChat } from "../support/chat.ts";
import { ask } from "../support/http.ts";
import { forgeToken, inAnHour } from "../support/tokens.ts";

const chat = useChat();

const me = (authorization?: string) =>
  ask<Me & { code: string }>("GET", "/v1/me", { headers: authorization === undefined ? {} : { authorization } });

const hs256 = { alg: "HS256", typ: "JWT" };
const alice = (claims: object = {}) => ({ sub: "alice", tid: aTenant(), exp: inAnHour(), ...claims });

describe("a request", () => {
  it.each([
    ["without a token", undefined],
    ["with an empty header", ""],
    ["with another scheme", "Basic YWxpY2U6YWxpY2U="],
    ["with a token that is none", "Bearer hello"],
    ["with two tokens", "Bearer a.b.c d.e.f"],
  ])("%s is refused, with a challenge", async (_name, authorization) => {
    const refused = await me(authorization);
    expect([refused.status, refused.body.code]).toEqual([401, "unauthenticated"]);
    expect(refused.headers.get("www-authenticate")).toMatch(/^Bearer/);
  });

  it("may write the scheme as it likes", async () => {
    expect((await me(`bEaReR  ${await chat.aUser().token()}`)).status).toBe(200);
  });
});

describe("a token", () => {
  it("of exactly 128 characters of a user is taken", async () => {
    const long = chat.aUser("x".repeat(128));
    expect((await long.get<Me>("/v1/me")).body.userId).toBe(long.id);
  });

  it("without a tenant is of the default one", async () => {
    const taken = await me(`Bearer ${forgeToken(hs256, { sub: "somebody", exp: inAnHour() })}`);
    expect(taken.body).toMatchObject({ userId: "somebody", tenantId: "default" });
  });

  it("that claims to be more than a user gets no more than a user", async () => {
    const [owner] = chat.people();
    const { id } = await owner.makeRoom({ kind: "group" });
    const claims = { role: "admin", service: true, admin: true, scope: "*", authorId: "alice" };
    const token = await chat.aUser("mallory").token({ claims });
    const headers = { authorization: `Bearer ${token}` };
    expect((await ask("GET", `/v1/rooms/${id}`, { headers })).status).toBe(404);
    const posted = await ask("POST", `/v1/rooms/${id}/messages`, { headers, json: { text: "hi", authorId: "alice" } });
    expect(posted.body).toMatchObject({ code: "forbidden" });
  });

  it.each([
    ["too long", "n".repeat(5_000)],
    ["with U+0000", "a\u0000b"],
    ["a number", 7],
  ])("with a name that is %s is good without the name", async (_name, name) => {
    expect((await me(`Bearer ${forgeToken(hs256, alice({ name }))}`)).body).not.toHaveProperty("name");
  });

  it("with a new name changes what others are shown", async () => {
    const bob = chat.aUser("bob");
    await chat.aUser("alice", { name: "Alice" }).get("/v1/me");
    await chat.aUser("alice", { name: "Alice A." }).get("/v1/me");
    expect((await bob.get<UsersAnswer>("/v1/users?user=alice")).body.users).toEqual({ alice: { name: "Alice A." } });
  });
});

describe("a user id", () => {
  it.each([
    "a/b",
    "ü",
    "%",
    "%2F",
    "🐘",
    "a b",
    "a+b",
    "a?b#c",
    "..a",
    "~",
    "a&b=c",
    "\u202eevil",
    "constructor",
    "'; --",
    "\ufeffx",
  ])("such as %j is one like any other, percent-encoded in a path", async (id) => {
    const [owner] = chat.people();
    const odd = chat.aUser(id);
    const { id: roomId } = await owner.makeRoom({ kind: "group" });
    const path = `/v1/rooms/${roomId}/members/${encodeURIComponent(id)}`;
    expect((await owner.put(path)).body).toMatchObject({ userId: id });
    expect(await odd.say(roomId, "here I am")).toMatchObject({ authorId: id });
    const page = await owner.must(owner.get<MembersPage>(`/v1/rooms/${roomId}/members`));
    expect(page.members.map(({ userId }) => userId)).toContain(id);
    expect(Object.keys(page.users)).toContain(id);
    const asked = await owner.get<UsersAnswer>(`/v1/users?user=${encodeURIComponent(id)}`);
    expect(Object.keys(asked.body.users)).toEqual([id]);
    expect((await owner.del(path)).status).toBe(204);
  });
});

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

  it("with a token that has expired is told so", async () => {
    const refused = await me(`Bearer ${await chat.aUser().token({ expires: Math.floor(Date.now() / 1_000) - 60 })}`);
    expect([refused.status, refused.body.code]).toEqual([401, "token_expired"]);
  });

  it("with a token of another secret is refused", async () => {
    const refused = await me(`Bearer ${await chat.aUser().token({ secret: "another".repeat(10) })}`);
    expect([refused.status, refused.body.code]).toEqual([401, "unauthenticated"]);
  });

  it("may write the scheme as it likes", async () => {
    expect((await me(`bEaReR  ${await chat.aUser().token()}`)).status).toBe(200);
  });
});

describe("a token", () => {
  it.each([
    ["no signature", forgeToken({ alg: "none" }, alice())],
    ["no signature, in disguise", forgeToken({ alg: "nOnE" }, alice())],
    ["another algorithm with the same secret", forgeToken({ alg: "HS512" }, alice())],
    ["no algorithm", forgeToken({ typ: "JWT" }, alice())],
    ["a key of its own", forgeToken({ ...hs256, jwk: { kty: "oct", k: "AAAA" } }, alice()).replace(/[^.]*$/, "AAAA")],
    ["a header that must be understood", forgeToken({ ...hs256, crit: ["exp"] }, alice())],
    ["no end", forgeToken(hs256, { sub: "alice" })],
    ["an end that is text", forgeToken(hs256, alice({ exp: "tomorrow" }))],
    ["a beginning in the future", forgeToken(hs256, alice({ nbf: inAnHour() }))],
    ["no user", forgeToken(hs256, { exp: inAnHour() })],
    ["an empty user", forgeToken(hs256, alice({ sub: "" }))],
    ["a user that is a number", forgeToken(hs256, alice({ sub: 7 }))],
    ["a user of 129 characters", forgeToken(hs256, alice({ sub: "x".repeat(129) }))],
    ["a user with U+0000", forgeToken(hs256, alice({ sub: "a\u0000b" }))],
    ["a user with a line break", forgeToken(hs256, alice({ sub: "a\nb" }))],
    ["a user with U+0085", forgeToken(hs256, alice({ sub: "a\u0085b" }))],
    ["a user with half a surrogate pair", forgeToken(hs256, alice({ sub: "a\ud800b" }))],
    ["a user called __proto__", forgeToken(hs256, alice({ sub: "__proto__" }))],
    ["a user called ..", forgeToken(hs256, alice({ sub: ".." }))],
    ["a tenant in upper case", forgeToken(hs256, alice({ tid: "Acme" }))],
    ["an empty tenant", forgeToken(hs256, alice({ tid: "" }))],
    ["a tenant of 65 characters", forgeToken(hs256, alice({ tid: "x".repeat(65) }))],
    ["a tenant that is a list", forgeToken(hs256, alice({ tid: ["acme"] }))],
    ["a tenant that is null", forgeToken(hs256, alice({ tid: null }))],
    ["a payload that is a list", forgeToken(hs256, [])],
  ])("with %s is refused", async (_name, token) => {
    const refused = await me(`Bearer ${token}`);
    expect([refused.status, refused.body.code]).toEqual([401, "unauthenticated"]);
  });

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
    const claims = { role: "service", admin: true, scope: "*", authorId: "alice" };
    const token = await chat.aUser("mallory").token({ claims });
    const headers = { authorization: `Bearer ${token}` };
    expect((await ask("GET", `/v1/rooms/${id}`, { headers })).status).toBe(404);
    const posted = await ask("POST", `/v1/rooms/${id}/messages`, { headers, json: { text: "hi", authorId: "alice" } });
    expect(posted.body).toMatchObject({ code: "unknown_field" });
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

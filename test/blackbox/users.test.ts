import { describe, expect, it } from "@jest/globals";

import type { Me, User as AUser, UsersAnswer } from "../../client/src/index.ts";
import { useChat } from "../support/chat.ts";
import type { User } from "../support/user.ts";

const chat = useChat();

const change = (user: User, json: object) => user.patch<Me>("/v1/me", json);
const of = (user: User, id: string) => user.get<AUser>(`/v1/users/${encodeURIComponent(id)}`);
const users = (user: User, query: string) => user.must(user.get<UsersAnswer>(`/v1/users?${query}`));
const find = async (user: User, q: string) => (await users(user, `q=${encodeURIComponent(q)}`)).userIds;

/** As it is issued so many seconds from now. */
const says = (user: User, name: string, inSeconds: number) => {
  const issued = Math.floor(Date.now() / 1_000) + inSeconds;
  return user.token({ claims: { name }, issued });
};

describe("a profile", () => {
  it("is changed by its user, part by part, and shown to the tenant", async () => {
    const [alice, bob] = chat.people();
    const data = { theme: "dark", tags: ["a", null] };
    const made = await alice.must(change(alice, { name: "Alice", picture: "https://p.example", data }));
    expect(made).toEqual({ ...made, userId: "alice", tenantId: alice.tenant, name: "Alice", data });
    await alice.must(change(alice, { picture: null }));
    const whole = { userId: "alice", name: "Alice", data };
    expect((await of(bob, "alice")).body).toEqual(whole);
    expect((await users(bob, "user=alice")).users).toEqual({ alice: { name: "Alice", data } });
    const { id } = await alice.makeRoom({ kind: "group", members: ["bob"] });
    expect((await bob.messages(id)).users).toEqual({});
    await alice.say(id, "hello");
    expect((await bob.messages(id)).users).toEqual({ alice: { name: "Alice" } });
  });

  it("keeps what was saved, until a token that was issued since says otherwise", async () => {
    const alice = chat.aUser("alice", { name: "Alice" });
    await alice.must(change(alice, { name: "Ally" }));
    const withToken = async (token: string) =>
      (await alice.ask<Me>("GET", "/v1/me", { headers: { authorization: `Bearer ${token}` } })).body.name;
    expect(await withToken(await says(alice, "Alice", -10))).toBe("Ally");
    expect(await withToken(await says(alice, "Alicia", 10))).toBe("Alicia");
  });

  it.each([
    [{}, "invalid_input"],
    [{ name: "" }, "invalid_input"],
    [{ name: "a\u0000" }, "invalid_input"],
    [{ data: [] }, "invalid_input"],
    [{ data: { a: "x".repeat(8_190) } }, "invalid_input"],
    [{ userId: "bob" }, "unknown_field"],
    [{ tenantId: "other" }, "unknown_field"],
    [{ version: 7 }, "unknown_field"],
  ])("does not become %j", async (json, code) => {
    expect((await change(chat.aUser("alice"), json)).body).toMatchObject({ code });
  });

  it("of somebody who is not there, or of another tenant, is not found", async () => {
    const [alice] = chat.people();
    await chat.aUser("zoe", { tenant: "elsewhere" }).get("/v1/me");
    for (const id of ["nobody", "zoe"]) {
      const { status, body } = await of(alice, id);
      expect([status, body]).toMatchObject([404, { code: "user_not_found" }]);
    }
  });
});

describe("the users of a tenant", () => {
  it("are found by what their ids and the words of their names begin with", async () => {
    const [alice] = chat.people();
    await chat.aUser("u-7", { name: "Annabel O'Neill" }).get("/v1/me");
    await chat.aUser("Neil", { name: "Zoë" }).get("/v1/me");
    await alice.must(change(alice, { name: "Neo 100%" }));
    expect(await find(alice, "NEI")).toEqual(["Neil", "u-7"]);
    expect([await find(alice, "zoë"), await find(alice, "u-7"), await find(alice, "%")]).toEqual([["Neil"], ["u-7"], ["Neil", "alice", "u-7"]]); // prettier-ignore
    expect(await find(chat.aUser("eve", { tenant: "elsewhere" }), "neil")).toEqual([]);
  });

  it("are listed, page by page", async () => {
    const [alice] = chat.people();
    await alice.makeRoom({ kind: "group", members: ["bob", "10", "9"] });
    const first = await users(alice, "limit=3");
    expect(first.userIds).toEqual(["10", "9", "alice"]);
    const rest = await users(alice, `limit=3&cursor=${first.cursor}`);
    expect([rest.userIds, rest.cursor]).toEqual([["bob"], undefined]);
  });
});

import { describe, expect, it } from "@jest/globals";

import type { Revocation, User as AUser, UsersAnswer } from "../../client/src/index.ts";
import { anId, useChat } from "../support/chat.ts";
import { untilRefused } from "../support/refused.ts";
import type { Listener } from "../support/socket.ts";
import type { User } from "../support/user.ts";
import { eventually } from "../support/wait.ts";

const chat = useChat();

const aService = () => chat.aUser("crm", { isService: true });
const deactivate = (by: User, user: User, deactivated = true) =>
  by.must(by.patch<AUser>(`/v1/users/${user.id}`, { deactivated }));
/** Several, so that in tiers each gateway has some. */
const sockets = (user: User) => Promise.all([1, 2, 3].map(() => user.connect()));

/** Says something again and again for two seconds after `act`, and looks when each socket heard its last. */
const silenceAfter = async (act: () => Promise<unknown>, alice: User, roomId: string, ended: readonly Listener[]) => {
  await act();
  const called = Date.now();
  await alice.say(roomId, "just after");
  await Promise.all(ended.map((socket) => socket.untilOver()));
  const tookMs = Date.now() - called;
  await alice.say(roomId, "later");
  return tookMs;
};

describe("a user who is deactivated", () => {
  it("is refused everywhere within a second, and hears nothing more", async () => {
    const [alice, bob] = chat.people();
    const service = aService();
    const { id } = await alice.makeRoom({ kind: "group", members: ["bob"] });
    const [ended, others] = [await sockets(bob), await alice.connect()];
    const tookMs = await silenceAfter(() => deactivate(service, bob), alice, id, ended);
    expect(tookMs).toBeLessThan(1_000);
    for (const socket of ended) {
      expect(socket.bye).toMatchObject({ code: "user_deactivated", retry: "never" });
      expect(socket.texts(id)).not.toContain("later");
    }
    await others.untilText(id, "later");
    await untilRefused(bob, "user_deactivated");
    const refused = await bob.knock();
    await refused.untilOver();
    expect(refused.refusal ?? refused.bye).toMatchObject({ code: "user_deactivated", retry: "never" });
  });

  it("stays a member and is named, but is not found, until a service takes it back", async () => {
    const [alice, bob] = chat.people();
    const service = aService();
    const { id } = await alice.makeRoom({ kind: "group", members: ["bob"] });
    await bob.say(id, "I was here");
    await deactivate(service, bob);
    expect((await alice.messages(id)).users.bob).toEqual({ deactivated: true });
    const search = async () => (await alice.get<UsersAnswer>("/v1/users?q=bob")).body.userIds;
    expect(await search()).toEqual([]);
    await deactivate(service, bob, false);
    expect(await search()).toEqual(["bob"]);
    await eventually(async () => (await bob.sayOrNot(id, "back")).status === 201 || undefined, "bob may post again");
  });

  it("may not be deactivated, nor changed, by another user, nor by a service of another tenant", async () => {
    const [alice, bob] = chat.people();
    for (const json of [{ deactivated: true }, { name: "Bobby" }]) {
      expect((await alice.patch("/v1/users/bob", json)).body.code).toBe("forbidden");
    }
    expect((await bob.patch("/v1/users/bob", { deactivated: true })).body.code).toBe("forbidden");
    const elsewhere = chat.aUser("crm", { tenant: `t-${anId()}`, isService: true });
    await deactivate(elsewhere, bob);
    expect((await bob.get("/v1/me")).status).toBe(200);
  });
});

describe("tokens that are revoked", () => {
  it("by their user end every session within a second; one that is made right after counts", async () => {
    const [alice, bob] = chat.people();
    const { id } = await alice.makeRoom({ kind: "group", members: ["bob"] });
    const ended = await sockets(bob);
    const revoke = () => bob.must(bob.post<Revocation>("/v1/me/revocation", {}));
    expect(await silenceAfter(revoke, alice, id, ended)).toBeLessThan(1_000);
    for (const socket of ended) {
      expect(socket.bye).toMatchObject({ code: "token_revoked", retry: "after_auth" });
      expect(socket.texts(id)).not.toContain("later");
    }
    await untilRefused(bob, "token_revoked");
    const fresh = await bob.token({});
    await bob.connect(fresh);
    expect((await bob.ask("GET", "/v1/me", { headers: { authorization: `Bearer ${fresh}` } })).status).toBe(200);
  });

  it("by a service are those before a time", async () => {
    const bob = chat.aUser("bob");
    const service = aService();
    const now = Math.floor(Date.now() / 1_000);
    const [old, young] = [await bob.token({ issued: now - 600 }), await bob.token({ issued: now - 60 })];
    const sessions = [await bob.connect(old), await bob.connect(young)] as const;
    const before = new Date((now - 300) * 1_000).toISOString();
    const { tokensFrom } = await service.must(service.post<Revocation>("/v1/users/bob/revocation", { before }));
    expect(tokensFrom).toBe(before);
    await sessions[0].untilOver();
    expect(sessions[0].bye?.code).toBe("token_revoked");
    expect(await sessions[1].ask("auth", { token: old })).toMatchObject({ ok: false, code: "token_revoked" });
    expect(sessions[1].isConnected).toBe(true);
  });

  it.each(["yesterday", "", 5, "2026-13-01T00:00:00Z"])("are not those before %j", async (before) => {
    expect((await chat.aUser("bob").post("/v1/me/revocation", { before })).body.code).toBe("invalid_input");
  });
});

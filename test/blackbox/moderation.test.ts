import { describe, expect, it } from "@jest/globals";

import type { Ban, BanRequest, BansPage, Member } from "../../client/src/index.ts";
import { useChat } from "../support/chat.ts";
import type { User } from "../support/user.ts";
import { eventually } from "../support/wait.ts";

const chat = useChat();

/** Alice owns a channel that Bob and Carol are in. */
const aChannel = async () => {
  const [alice, bob, carol] = chat.people();
  const { id } = await alice.makeRoom({ kind: "channel", members: ["bob", "carol"] });
  const ban = (user: User, userId: string, request: BanRequest = {}) =>
    user.ask<Ban & { readonly code?: string }>("PUT", `/v1/rooms/${id}/bans/${userId}`, { json: request });
  const lift = (user: User, userId: string) => user.del(`/v1/rooms/${id}/bans/${userId}`);
  const mute = (user: User, userId: string, seconds: number) =>
    user.ask<Member & { readonly code?: string }>("PUT", `/v1/rooms/${id}/members/${userId}/mute`, {
      json: { seconds },
    });
  const unmute = (user: User, userId: string) => user.del(`/v1/rooms/${id}/members/${userId}/mute`);
  const bans = async (user: User) => (await user.must(user.get<BansPage>(`/v1/rooms/${id}/bans`))).bans;
  return { alice, bob, carol, id, ban, lift, mute, unmute, bans };
};

describe("a member who is muted", () => {
  it("reads on, posts nothing, and is heard of by everybody", async () => {
    const { alice, bob, carol, id, mute } = await aChannel();
    await bob.say(id, "blah");
    const socket = await carol.connect();
    const { body } = await mute(alice, "bob", 3_600);
    expect(Date.parse(body.mutedUntil ?? "") - Date.now()).toBeGreaterThan(3_500_000);
    expect((await bob.sayOrNot(id, "blah")).body.code).toBe("muted");
    expect((await bob.messages(id)).messages).toHaveLength(1);
    expect(await socket.until(() => socket.events(id)[0], "the mute is heard")).toMatchObject({ member: body });
  });

  it("posts again when time is over, or a moderator says so", async () => {
    const { alice, bob, carol, id, mute, unmute } = await aChannel();
    await mute(alice, "bob", 3_600);
    await mute(alice, "carol", 1);
    expect((await unmute(alice, "bob")).body).toEqual({ userId: "bob", role: "member", joinedSeq: 0 });
    expect(await bob.say(id, "sorry")).toMatchObject({ seq: 1 });
    const isHeard = async () => ((await carol.sayOrNot(id, "me too")).body.code === undefined ? true : undefined);
    expect(await eventually(isHeard, "the mute is over")).toBe(true);
  });

  it("stays so by leaving and coming back", async () => {
    const { alice, bob, id, mute } = await aChannel();
    await mute(alice, "bob", 3_600);
    await bob.del(`/v1/rooms/${id}/members/bob`);
    await bob.join(id);
    expect((await bob.sayOrNot(id, "hello again")).body.code).toBe("muted");
  });

  it("is one of a lower role, and one who is there", async () => {
    const { alice, bob, carol, id, mute } = await aChannel();
    for (const moderator of [bob, carol]) await alice.give(id, moderator, "moderator");
    expect((await mute(bob, "carol", 60)).body.code).toBe("forbidden");
    expect((await mute(bob, "bob", 60)).body.code).toBe("forbidden");
    expect((await mute(alice, "zoe", 60)).body.code).toBe("user_not_found");
    for (const seconds of [0, 31_536_001, 1.5]) {
      expect((await mute(alice, "bob", seconds)).body.code).toBe("invalid_input");
    }
  });
});

describe("a user who is banned", () => {
  it("is out at once, and hears nothing more of the room", async () => {
    const { alice, bob, id, ban } = await aChannel();
    const socket = await bob.connect();
    const { body } = await ban(alice, "bob", { reason: "blah" });
    expect(body).toEqual({ userId: "bob", bannedBy: "alice", reason: "blah", at: expect.stringMatching(/Z$/) });
    await alice.say(id, "where were we?");
    await socket.until(() => socket.me.find(({ type }) => type === "left"), "the end is heard");
    expect(socket.texts(id)).toEqual([]);
    expect((await bob.get(`/v1/rooms/${id}/messages`)).body.code).toBe("forbidden");
  });

  it("cannot come in, and nobody can bring them in, until the ban is lifted", async () => {
    const { alice, bob, id, ban, lift, bans } = await aChannel();
    await ban(alice, "bob");
    expect((await bob.put(`/v1/rooms/${id}/members/bob`)).body.code).toBe("banned");
    const refused = await alice.post(`/v1/rooms/${id}/members`, { userIds: ["dave", "bob"] });
    expect([refused.body.code, (await alice.room(id)).memberCount]).toEqual(["banned", 2]);
    expect((await lift(alice, "bob")).status).toBe(204);
    expect((await lift(alice, "bob")).body.code).toBe("user_not_found");
    await bob.join(id);
    expect(await bans(alice)).toEqual([]);
  });

  it("comes in again when time is over", async () => {
    const { alice, bob, id, ban, bans } = await aChannel();
    await ban(alice, "bob", { seconds: 1 });
    expect(await bans(alice)).toMatchObject([{ userId: "bob", until: expect.stringMatching(/Z$/) }]);
    const comesIn = async () => ((await bob.put(`/v1/rooms/${id}/members/bob`)).status === 200 ? true : undefined);
    expect(await eventually(comesIn, "the ban is over")).toBe(true);
    expect(await bans(alice)).toEqual([]);
  });

  it("need not have been a member, nor known before", async () => {
    const { alice, id, ban } = await aChannel();
    await ban(alice, "mallory");
    const mallory = chat.aUser("mallory");
    expect((await mallory.put(`/v1/rooms/${id}/members/mallory`)).body.code).toBe("banned");
  });

  it("is one of a lower role", async () => {
    const { alice, bob, carol, id, ban } = await aChannel();
    await alice.give(id, bob, "moderator");
    expect((await ban(bob, "alice")).body.code).toBe("forbidden");
    expect((await ban(alice, "alice")).body.code).toBe("forbidden");
    expect((await ban(bob, "carol")).status).toBe(200);
    expect((await carol.get(`/v1/rooms/${id}/bans`)).body.code).toBe("forbidden");
  });

  it("is listed with who did it, a later ban in place of an earlier one", async () => {
    const { alice, id, ban } = await aChannel();
    await ban(alice, "bob", { reason: "one" });
    await ban(alice, "bob", { reason: "two", seconds: 60 });
    const { bans, users } = await alice.must(alice.get<BansPage>(`/v1/rooms/${id}/bans`));
    expect(bans).toMatchObject([{ userId: "bob", reason: "two" }]);
    expect(Object.keys(users).sort()).toEqual(["alice", "bob"]);
  });
});

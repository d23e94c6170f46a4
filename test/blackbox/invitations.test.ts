import { describe, expect, it } from "@jest/globals";

import type { Invitation, InvitationsPage, MeChanges } from "../../client/src/index.ts";
import { range, useChat } from "../support/chat.ts";
import type { User } from "../support/user.ts";

const chat = useChat();

/** Alice owns a group that Bob is in; Carol is not. */
const aGroup = async () => {
  const [alice, bob, carol] = chat.people();
  const { id } = await alice.makeRoom({ kind: "group", name: "the plan", members: ["bob"] });
  const invite = (user: User, userId: string, request: object = {}) =>
    user.ask<Invitation & { readonly code?: string }>("PUT", `/v1/rooms/${id}/invitations/${userId}`, {
      json: request,
    });
  const end = (user: User, userId: string) => user.del(`/v1/rooms/${id}/invitations/${userId}`);
  const mine = async (user: User) => (await user.must(user.get<InvitationsPage>("/v1/me/invitations"))).invitations;
  return { alice, bob, carol, id, invite, end, mine };
};

describe("an invitation", () => {
  it("is told to whoever is invited, and nobody else", async () => {
    const { alice, bob, carol, id, invite, mine } = await aGroup();
    const [socket, other] = [await carol.connect(), await bob.connect()];
    const { body } = await invite(alice, "carol");
    const expected = {
      roomId: id,
      userId: "carol",
      role: "member",
      invitedBy: "alice",
      at: expect.stringMatching(/Z$/),
    };
    expect(body).toEqual(expected);
    const event = await socket.until(() => socket.me[0], "the invitation is heard");
    expect(event).toEqual({ type: "invited", roomId: id, prev: 0, version: 1, invitation: body });
    expect((await carol.must(carol.get<MeChanges>("/v1/me/changes?since=0"))).events).toEqual([event]);
    expect([await mine(carol), await mine(bob), other.me]).toEqual([[body], [], []]);
  });

  it("lets its user see the room, and nothing that is in it", async () => {
    const { alice, carol, id, invite } = await aGroup();
    await alice.say(id, "a secret");
    expect((await carol.get(`/v1/rooms/${id}`)).body.code).toBe("room_not_found");
    await invite(alice, "carol");
    const seen = await carol.room(id);
    expect(seen).toMatchObject({ name: "the plan", memberCount: 2 });
    expect(seen).not.toHaveProperty("lastMessage");
    for (const path of ["/messages", "/members", "/changes?since=0", "/bans", "/invitations"]) {
      expect((await carol.get(`/v1/rooms/${id}${path}`)).body.code).toBe("forbidden");
    }
    expect((await carol.sayOrNot(id, "hello")).body.code).toBe("forbidden");
  });

  it("lets its user see what there is, so that what they may not do is forbidden, not hidden", async () => {
    const { alice, carol, id, invite } = await aGroup();
    await invite(alice, "carol");
    const room = `/v1/rooms/${id}`;
    const asked = await Promise.all([
      carol.patch(room, { name: "mine" }),
      carol.patch(`${room}/members/bob`, { role: "reader" }),
      carol.post(`${room}/members`, { userIds: ["dave"] }),
      ...["/members/carol", "/members/bob", "/members/bob/mute", "/bans/bob", "/invitations/dave"].map((path) =>
        carol.del(room + path),
      ),
      ...["/bans/bob", "/invitations/dave"].map((path) => carol.ask("PUT", room + path, { json: {} })),
      carol.ask("PUT", `${room}/members/bob/mute`, { json: { seconds: 1 } }),
    ]);
    expect([...new Set(asked.map(({ body }) => body.code))]).toEqual(["forbidden"]);
  });

  it("is accepted by coming in, in the role that it names", async () => {
    const { alice, carol, id, invite, mine } = await aGroup();
    await invite(alice, "carol", { role: "reader" });
    const socket = await carol.connect();
    await carol.join(id);
    expect(await carol.room(id)).toMatchObject({ me: { role: "reader" } });
    expect(await mine(carol)).toEqual([]);
    await socket.until(() => socket.me.find(({ type }) => type === "joined"), "the membership is heard");
    expect((await invite(alice, "carol")).body.code).toBe("already_member");
  });

  it.each([
    ["declined by its user", "carol"],
    ["withdrawn by who looks after the room", "alice"],
  ])("is over when it is %s, and every device hears of it", async (_how, name) => {
    const { alice, carol, id, invite, end, mine } = await aGroup();
    await invite(alice, "carol");
    const socket = await carol.connect();
    expect((await end(name === "carol" ? carol : alice, "carol")).status).toBe(204);
    const event = await socket.until(() => socket.me[0], "the end is heard");
    expect(event).toEqual({ type: "uninvited", roomId: id, prev: 1, version: 2 });
    expect((await carol.must(carol.get<MeChanges>("/v1/me/changes?since=0"))).events).toEqual([{ ...event, prev: 0 }]);
    expect(await mine(carol)).toEqual([]);
    expect((await carol.put(`/v1/rooms/${id}/members/carol`)).body.code).toBe("room_not_found");
    expect((await end(alice, "carol")).body.code).toBe("user_not_found");
  });

  it("may come again, in place of an earlier one", async () => {
    const { alice, carol, id, invite, end, mine } = await aGroup();
    await invite(alice, "carol");
    await end(carol, "carol");
    await invite(alice, "carol", { role: "moderator" });
    expect(await mine(carol)).toMatchObject([{ roomId: id, role: "moderator" }]);
    await carol.join(id);
    expect((await carol.room(id)).me).toMatchObject({ role: "moderator" });
  });

  it("is for who looks after the room, and gives no role that is not below their own", async () => {
    const { alice, bob, carol, id, invite, end } = await aGroup();
    expect((await invite(bob, "carol")).body.code).toBe("forbidden");
    expect((await invite(carol, "carol")).body.code).toBe("room_not_found");
    expect((await end(carol, "carol")).body.code).toBe("room_not_found");
    await alice.give(id, bob, "moderator");
    expect((await invite(bob, "carol", { role: "moderator" })).body.code).toBe("forbidden");
    expect((await invite(bob, "carol", { role: "owner" })).body.code).toBe("invalid_input");
    expect((await invite(bob, "carol")).status).toBe(200);
  });

  it("is no way around a ban, a locked room, or two people", async () => {
    const { alice, carol, id, invite } = await aGroup();
    const dm = await alice.makeRoom({ kind: "direct", members: ["dave"] });
    expect((await alice.ask("PUT", `/v1/rooms/${dm.id}/invitations/carol`, { json: {} })).body.code).toBe("forbidden");
    await invite(alice, "carol");
    await alice.patch(`/v1/rooms/${id}`, { locked: true });
    expect((await invite(alice, "erin")).body.code).toBe("room_locked");
    expect((await carol.put(`/v1/rooms/${id}/members/carol`)).body.code).toBe("room_locked");
    await alice.patch(`/v1/rooms/${id}`, { locked: false });
    await alice.ask("PUT", `/v1/rooms/${id}/bans/carol`, { json: {} });
    expect((await carol.put(`/v1/rooms/${id}/members/carol`)).body.code).toBe("banned");
    const added = await alice.post(`/v1/rooms/${id}/members`, { userIds: ["carol"] });
    const { body } = await invite(alice, "carol");
    expect(body).toMatchObject({ code: "banned", detail: added.body.detail });
  });

  it("is listed also where nobody may come in", async () => {
    const { alice, bob, id, invite } = await aGroup();
    await alice.give(id, bob, "moderator");
    await invite(alice, "carol");
    await alice.patch(`/v1/rooms/${id}`, { locked: true, archived: true });
    const { invitations } = await bob.must(bob.get<InvitationsPage>(`/v1/rooms/${id}/invitations`));
    expect(invitations).toMatchObject([{ userId: "carol" }]);
  });

  it("is listed page by page, by room and by user", async () => {
    const { alice, carol, id, invite } = await aGroup();
    const names = range(5).map((index) => `u${index}`);
    for (const name of [...names].reverse()) await invite(alice, name);
    const first = await alice.must(alice.get<InvitationsPage>(`/v1/rooms/${id}/invitations?limit=3`));
    const rest = `/v1/rooms/${id}/invitations?limit=3&cursor=${first.cursor ?? ""}`;
    const second = await alice.must(alice.get<InvitationsPage>(rest));
    expect([...first.invitations, ...second.invitations].map(({ userId }) => userId)).toEqual(names);
    expect(Object.keys(first.users).sort()).toEqual(["alice", "u0", "u1", "u2"]);
    expect((await carol.get("/v1/me/invitations?cursor=e30")).body.code).toBe("invalid_input");
  });
});

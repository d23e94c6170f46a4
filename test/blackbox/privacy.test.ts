import { describe, expect, it } from "@jest/globals";

import type { AuditPage, ChangeRoomRequest, Me, MeChanges, RoomsPage } from "../../client/src/index.ts";
import { useChat } from "../support/chat.ts";
import type { User } from "../support/user.ts";

const chat = useChat();

const hide = (user: User, privacy: unknown) => user.patch<Me>("/v1/me", { privacy });
const mine = (user: User) => user.must(user.get<Me>("/v1/me"));

describe("what a user hides", () => {
  it("is turned off and on one by one, and shown while anything is off", async () => {
    const [alice] = chat.people();
    expect(await mine(alice)).not.toHaveProperty("privacy");
    expect((await hide(alice, { typing: false, readReceipts: false })).body).toMatchObject({ version: 1 });
    expect((await hide(alice, { readReceipts: true, presence: false })).body).toMatchObject({ version: 2 });
    expect((await mine(alice)).privacy).toEqual({ typing: false, presence: false });
    expect((await hide(alice, { typing: true, presence: true })).body).not.toHaveProperty("privacy");
  });

  it("takes no version when it is the same as before", async () => {
    const [alice] = chat.people();
    const { body } = await hide(alice, { deliveryReceipts: false });
    expect((await hide(alice, { deliveryReceipts: false, typing: true })).body).toEqual(body);
    expect((await alice.patch("/v1/me", { name: "Alice" })).body).toEqual({ ...body, name: "Alice" });
  });

  it("is told to all of the user's devices, live and in the feed", async () => {
    const [alice] = chat.people();
    const devices = [await alice.connect(), await alice.connect()];
    await hide(alice, { typing: false });
    await hide(alice, { typing: true });
    for (const device of devices) {
      const heard = await device.until(() => (device.me.length === 2 ? device.me : undefined), "both are heard");
      expect(heard).toEqual([
        { type: "privacy", prev: 0, version: 1, privacy: { typing: false } },
        { type: "privacy", prev: 1, version: 2, privacy: {} },
      ]);
    }
    const { events, version } = await alice.must(alice.get<MeChanges>("/v1/me/changes?since=0"));
    expect([events, version]).toEqual([[{ type: "privacy", prev: 0, version: 2, privacy: {} }], 2]);
  });

  it("is shown to nobody else, wherever the user is shown", async () => {
    const [alice, bob] = chat.people();
    const { id } = await alice.makeRoom({ kind: "group", members: ["bob"] });
    await alice.must(hide(alice, { typing: false }));
    await alice.say(id, "hello");
    const paths = [
      "/v1/users/alice",
      "/v1/users?user=alice",
      "/v1/users?q=alice",
      `/v1/rooms/${id}/members`,
      "/v1/rooms",
    ];
    for (const reader of [bob, chat.aUser("crm", { isService: true })]) {
      for (const path of paths) expect((await reader.get(path)).text).not.toContain("typing");
    }
  });

  it("is set by a service for anybody, on record, and by nobody else for another", async () => {
    const [alice, bob] = chat.people();
    const crm = chat.aUser("crm", { isService: true });
    const set = (user: User) => user.patch("/v1/users/alice", { privacy: { presence: false } });
    expect((await set(bob)).body.code).toBe("forbidden");
    const { status, body } = await set(crm);
    expect([status, body]).toEqual([200, { userId: "alice" }]);
    expect((await mine(alice)).privacy).toEqual({ presence: false });
    await hide(alice, { presence: true });
    const { records } = await crm.must(crm.get<AuditPage>("/v1/audit"));
    expect(records).toMatchObject([{ action: "user.changed", actorId: "crm", target: "alice" }]);
  });

  it("stays when a service puts the user's profile", async () => {
    const [alice] = chat.people();
    const crm = chat.aUser("crm", { isService: true });
    await hide(alice, { typing: false });
    await crm.must(crm.post("/v1/users", { users: [{ userId: "alice", name: "Alice" }] }));
    expect(await mine(alice)).toMatchObject({ name: "Alice", privacy: { typing: false } });
  });
});

describe("what a room hides", () => {
  const change = (user: User, id: string, request: ChangeRoomRequest) => user.patch(`/v1/rooms/${id}`, request);
  const aRoom = async () => {
    const [alice, bob] = chat.people();
    const { id } = await alice.makeRoom({ kind: "channel", members: ["bob"] });
    return { alice, bob, id };
  };

  it("is shown to everybody in it, live, in its feed and in lists, and is on record", async () => {
    const { alice, bob, id } = await aRoom();
    const socket = await bob.connect();
    const privacy = { presence: false, typing: false } as const;
    expect((await change(alice, id, { privacy: { ...privacy, readReceipts: true } })).body).toMatchObject({ privacy });
    const event = await socket.until(() => socket.events(id)[0], "the change is heard");
    expect(event).toMatchObject({ type: "room", room: { privacy } });
    expect((await bob.changes(id, event.prev)).events).toEqual([event]);
    expect((await bob.must(bob.get<RoomsPage>("/v1/rooms"))).rooms).toMatchObject([{ id, privacy }]);
    const { records } = await alice.must(alice.get<AuditPage>(`/v1/rooms/${id}/audit?limit=1`));
    const details = { presence: false, typing: false, readReceipts: true };
    expect(records).toMatchObject([{ action: "room.changed", details }]);
  });

  it("is turned on and off one by one by those who look after it", async () => {
    const { alice, bob, id } = await aRoom();
    expect((await change(bob, id, { privacy: { typing: false } })).body.code).toBe("forbidden");
    await alice.give(id, bob, "moderator");
    await change(bob, id, { privacy: { typing: false, presence: false } });
    const { body } = await change(alice, id, { privacy: { typing: true } });
    expect(body).toMatchObject({ privacy: { presence: false } });
    expect((await change(alice, id, { privacy: { presence: false } })).body).toEqual(body);
    expect((await change(alice, id, { name: "Quiet" })).body).toMatchObject({ privacy: { presence: false } });
    expect((await change(alice, id, { privacy: { presence: true } })).body).not.toHaveProperty("privacy");
  });
});

describe.each(["/v1/me", "/v1/users/alice", "/v1/rooms/lobby"])("privacy in PATCH %s", (path) => {
  it.each([
    [{ typing: null }, "invalid_input"],
    [{ typing: 0 }, "invalid_input"],
    [{ typing: "false" }, "invalid_input"],
    [[], "invalid_input"],
    [null, "invalid_input"],
    ["all", "invalid_input"],
    [{ receipts: false }, "unknown_field"],
    [{ ["__proto__"]: { typing: false } }, "unknown_field"],
  ])("is never %j", async (privacy, code) => {
    const crm = chat.aUser("crm", { isService: true });
    await crm.makeRoom({ id: "lobby", kind: "group" });
    expect((await crm.patch(path, { privacy })).body).toMatchObject({ code });
  });
});

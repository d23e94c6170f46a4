import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import type { Notice } from "../../entities/notice.ts";
import type { Kept } from "../../../test/support/builders-stored.ts";
import { keptIn, StoredTenant } from "../../../test/support/builders-stored.ts";
import { openEmbeddedDatabase } from "../../../test/support/embedded-database.ts";
import { FakeBroadcaster } from "../../../test/support/fakes.ts";
import type { CreateRoomInput } from "./create-room.ts";
import { CreateRoom } from "./create-room.ts";

let kept: Kept;
let tenant: StoredTenant;
let broadcaster: FakeBroadcaster;
let createRoom: CreateRoom;

beforeAll(async () => {
  kept = keptIn(await openEmbeddedDatabase());
});
afterAll(() => kept.close());
beforeEach(() => {
  tenant = new StoredTenant(kept);
  broadcaster = new FakeBroadcaster();
  createRoom = new CreateRoom(kept.unitOfWork, kept.stores, broadcaster, { uuid: () => "made-here" }, () => ({
    rates: {},
    counts: {},
  }));
});

const create = (creator: string, more: Partial<CreateRoomInput> = {}) =>
  createRoom.execute({ creator: tenant.user(creator), kind: "group", members: [], ...more });
const direct = (a: string, b: string, id?: string) =>
  create(a, { kind: "direct", members: [b], ...(id === undefined ? {} : { id }) });
const usersTold = (notices: readonly Notice[]) =>
  notices.flatMap((each) => (each.to === "user" ? each.user.userId : []));
const membersOf = async (roomId: string) => {
  const { members } = await kept.stores.members.page(tenant.ref(roomId), 100);
  return members.map(({ userId, role }) => `${userId} ${role}`);
};

describe("a new room", () => {
  it("has its creator as owner, and everybody else as members", async () => {
    const { room, created } = await create("bob", {
      id: "plans",
      name: "Plans",
      members: ["carol", "alice", "carol", "bob"],
    });
    expect(created).toBe(true);
    expect(room).toMatchObject({ id: "plans", kind: "group", name: "Plans", version: 4, seq: 0, memberCount: 3 });
    expect(room.me).toMatchObject({ userId: "bob", role: "owner" });
    expect(await membersOf("plans")).toEqual(["alice member", "bob owner", "carol member"]);
  });

  it("of a service has the owner that it names, or nobody, and never the service", async () => {
    const creator = { ...tenant.user("crm"), isService: true } as const;
    const room = (more: Partial<CreateRoomInput>) => create("crm", { creator, ...more });
    const { me: _, ...owned } = (await room({ id: "owned", owner: "bob", members: ["alice", "bob"] })).room;
    expect([owned.memberCount, await membersOf("owned")]).toEqual([2, ["alice member", "bob owner"]]);
    expect((await room({ id: "empty" })).room).toMatchObject({ version: 1, memberCount: 0 });
    const pair = await room({ id: "pair", kind: "direct", members: ["bob", "alice"] });
    expect((await direct("alice", "bob")).room.id).toBe(pair.room.id);
    expect(pair.room).not.toHaveProperty("peer");
    expect(await room({ id: "owned" })).toMatchObject({ created: false });
    for (const [field, more] of [
      ["members", { members: ["alice"] }],
      ["owner", { owner: "bob" }],
    ] as const) {
      const refused = room({ kind: "direct", members: ["alice", "bob"], ...more });
      await expect(refused).rejects.toMatchObject({ code: "invalid_input", errors: [{ path: field }] });
    }
    await expect(create("alice", { owner: "bob" })).rejects.toMatchObject({
      code: "forbidden",
      errors: [{ path: "owner" }],
    });
  });

  it("gets an id when it has none, and makes users who are new", async () => {
    expect((await create("alice", { members: ["new"] })).room.id).toBe("made-here");
    expect(await kept.stores.users.me(tenant.user("new"))).toMatchObject({ version: 1 });
  });

  it("is announced to the room and to each of its members", async () => {
    await create("alice", { id: "plans", members: ["bob"] });
    const versions = broadcaster.published.flatMap((each) => (each.to === "room" ? each.events : []));
    expect(versions).toMatchObject([{ prev: 1, version: 2 }, { prev: 2, version: 3, memberCount: 2 }]); // prettier-ignore
    expect(usersTold(broadcaster.published)).toEqual(["alice", "bob"]);
  });

  it("is there when it is asked for again with its id", async () => {
    await create("alice", { id: "plans", name: "Plans", members: ["bob"] });
    broadcaster.published.length = 0;
    const again = await create("bob", { id: "plans", name: "Other", members: ["carol"] });
    expect(again).toMatchObject({ created: false, room: { name: "Plans", memberCount: 2, me: { role: "member" } } });
    expect(broadcaster.published).toEqual([]);
  });

  it.each<[string, Partial<CreateRoomInput>]>([
    ["of somebody else", {}],
    ["of another kind", { kind: "channel" }],
  ])("cannot have the id of a room %s", async (_whose, more) => {
    await create("alice", { id: "plans" });
    await expect(create("mallory", { id: "plans", ...more })).rejects.toMatchObject({ code: "id_taken" });
    await expect(create("alice", { id: "plans", kind: "channel" })).rejects.toMatchObject({ code: "id_taken" });
  });
});

describe("a direct room", () => {
  it("is the same from either side, and has no owner", async () => {
    const first = await direct("bob", "alice", "dm");
    const second = await direct("alice", "bob", "another");
    expect([first.created, second.created]).toEqual([true, false]);
    expect([first.room.id, second.room.id]).toEqual(["dm", "dm"]);
    expect([first.room.peer, second.room.peer]).toEqual(["alice", "bob"]);
    expect(await membersOf("dm")).toEqual(["alice member", "bob member"]);
  });

  it("is one also when both ask at once", async () => {
    const both = await Promise.all([direct("alice", "bob", "a"), direct("bob", "alice", "b")]);
    expect(both.filter(({ created }) => created)).toHaveLength(1);
    expect(both[0].room.id).toBe(both[1].room.id);
  });

  it("cannot have the id of another room", async () => {
    await direct("alice", "bob", "dm");
    await expect(direct("alice", "carol", "dm")).rejects.toMatchObject({ code: "id_taken" });
  });

  it.each([
    ["nobody else", { members: ["alice"] }, "members"],
    ["two others", { members: ["bob", "carol"] }, "members"],
    ["a name", { members: ["bob"], name: "Us" }, "name"],
  ])("is refused with %s", async (_what, more, path) => {
    const refused = create("alice", { kind: "direct", ...more });
    await expect(refused).rejects.toMatchObject({ code: "invalid_input", errors: [{ path }] });
  });
});

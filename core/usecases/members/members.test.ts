import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import type { NewRoom } from "../../ports/room-store.ts";
import type { Kept } from "../../../test/support/builders-stored.ts";
import { keptIn, StoredTenant } from "../../../test/support/builders-stored.ts";
import { openEmbeddedDatabase } from "../../../test/support/embedded-database.ts";
import { FakeBroadcaster } from "../../../test/support/fakes.ts";
import { AddMembers } from "./add-members.ts";
import { RemoveMember } from "./remove-member.ts";

let kept: Kept;
let tenant: StoredTenant;
let broadcaster: FakeBroadcaster;

beforeAll(async () => {
  kept = keptIn(await openEmbeddedDatabase());
});
afterAll(() => kept.close());
beforeEach(() => {
  tenant = new StoredTenant(kept);
  broadcaster = new FakeBroadcaster();
});

const add = (actor: string, ...userIds: readonly string[]) =>
  new AddMembers(kept.unitOfWork, kept.stores, broadcaster, () => ({ rates: {}, counts: {} })).execute({
    actor: tenant.user(actor),
    roomId: "lobby",
    userIds,
  });
const remove = (actor: string, userId: string, successor?: string) =>
  new RemoveMember(kept.unitOfWork, broadcaster).execute({
    actor: tenant.user(actor),
    roomId: "lobby",
    userId,
    ...(successor === undefined ? {} : { successor }),
  });
const current = async () => {
  const { members } = await kept.stores.members.page(tenant.ref(), 100);
  return members.map(({ userId }) => userId);
};
const position = async () => (await kept.stores.rooms.positions([tenant.ref()]))[0];
/** Everything that was announced, as `room member alice 4` or `bob joined 1`. */
const announced = () =>
  broadcaster.published.flatMap((each) => {
    if (each.to === "room") return each.events.map(({ type, version }) => `room ${type} ${version}`);
    return each.to === "user" ? each.changes.map(({ type, version }) => `${each.user.userId} ${type} ${version}`) : [];
  });
const channel: Partial<NewRoom> = { kind: "channel" };

describe("adding members", () => {
  it("takes one version of the room and of each user, and announces them", async () => {
    await tenant.room(["alice"]);
    const { members, users } = await add("alice", "carol", "bob", "carol");
    expect(members).toMatchObject([{ userId: "carol", role: "member", joinedSeq: 0 }, { userId: "bob" }]);
    expect(users).toEqual({ bob: {}, carol: {} });
    expect(await position()).toMatchObject({ version: 4 });
    expect(announced()).toEqual(["room member 3", "room member 4", "carol joined 1", "bob joined 1"]);
  });

  it("leaves those as they are who are members already", async () => {
    await tenant.room(["alice", "bob"]);
    const { members } = await add("alice", "bob");
    expect(members).toEqual([{ userId: "bob", role: "member", joinedSeq: 0 }]);
    expect([(await position())?.version, announced()]).toEqual([3, []]);
  });

  it("lets come back who has left", async () => {
    await tenant.room(["alice", "bob"]);
    await tenant.post(["while bob was here"]);
    await tenant.remove("bob");
    expect((await add("alice", "bob")).members).toEqual([{ userId: "bob", role: "member", joinedSeq: 1 }]);
    expect(announced()).toEqual(["room member 6", "bob joined 3"]);
  });

  it("lets anyone join a channel, and nobody a group", async () => {
    await tenant.room(["alice"], "lobby", channel);
    await add("bob", "bob");
    expect(await current()).toEqual(["alice", "bob"]);
    await expect(add("carol", "carol", "dave")).rejects.toMatchObject({ code: "forbidden" });
  });

  it.each([
    ["an outsider of a group", "mallory", "mallory", "room_not_found"],
    ["a member", "bob", "carol", "forbidden"],
  ])("is not for %s", async (_who, actor, userId, code) => {
    await tenant.room(["alice", "bob"]);
    await expect(add(actor, userId)).rejects.toMatchObject({ code });
    expect([await current(), announced()]).toEqual([["alice", "bob"], []]);
  });

  it("does nothing in a room that does not exist", async () => {
    await expect(add("alice", "bob")).rejects.toMatchObject({ code: "room_not_found" });
  });

  it("numbers without a hole when many are added at once", async () => {
    await tenant.room(["alice"]);
    await Promise.all(["b", "c", "d", "e"].map((userId) => add("alice", userId)));
    expect(await position()).toMatchObject({ version: 6 });
    expect(await current()).toEqual(["alice", "b", "c", "d", "e"]);
  });
});

describe("removing a member", () => {
  it("takes a version of the room and of the user, and announces both", async () => {
    await tenant.room(["alice", "bob"]);
    await remove("alice", "bob");
    expect([await current(), await position()]).toMatchObject([["alice"], { version: 4 }]);
    expect(announced()).toEqual(["room member 4", "bob left 2"]);
  });

  it("is what a member may do to themselves", async () => {
    await tenant.room(["alice", "bob"]);
    await remove("bob", "bob");
    expect(await current()).toEqual(["alice"]);
  });

  it.each([
    ["a member another one", "bob", "carol", "forbidden"],
    ["an owner themselves, without a successor", "alice", "alice", "successor_needed"],
    ["an outsider anybody", "mallory", "bob", "room_not_found"],
    ["an owner who is not there", "alice", "nobody", "user_not_found"],
  ])("is refused: %s", async (_what, actor, userId, code) => {
    await tenant.room(["alice", "bob", "carol"]);
    await expect(remove(actor, userId)).rejects.toMatchObject({ code });
    expect([await current(), (await position())?.version]).toEqual([["alice", "bob", "carol"], 4]);
  });

  it("hands the room over first when its owner leaves", async () => {
    await tenant.room(["alice", "bob", "carol"]);
    await remove("alice", "alice", "carol");
    expect(await current()).toEqual(["bob", "carol"]);
    expect(await kept.stores.members.find(tenant.ref(), "carol")).toMatchObject({ role: "owner" });
    expect(announced()).toEqual(["room member 5", "room member 6", "room member 7", "alice left 2"]);
    await expect(remove("carol", "carol", "carol")).rejects.toMatchObject({ code: "user_not_found" });
    await expect(remove("bob", "bob", "carol")).rejects.toMatchObject({ code: "forbidden" });
  });

  it("happens once", async () => {
    await tenant.room(["alice", "bob"]);
    await remove("alice", "bob");
    await expect(remove("alice", "bob")).rejects.toMatchObject({ code: "user_not_found" });
    await expect(remove("bob", "bob")).rejects.toMatchObject({ code: "room_not_found" });
    await expect(remove("alice", "bob")).rejects.toMatchObject({ code: "user_not_found" });
    expect(await position()).toMatchObject({ version: 4 });
  });

  it("is not possible in a direct room", async () => {
    await tenant.room(["alice", "bob"], "lobby", { kind: "direct", pair: ["alice", "bob"] });
    await expect(remove("alice", "alice")).rejects.toMatchObject({ code: "forbidden" });
    await expect(add("alice", "carol")).rejects.toMatchObject({ code: "forbidden" });
  });
});

import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import type { Notice } from "../../entities/notice.ts";
import type { Kept } from "../../../test/support/builders-stored.ts";
import { keptIn, numbered, StoredTenant } from "../../../test/support/builders-stored.ts";
import { openEmbeddedDatabase } from "../../../test/support/embedded-database.ts";
import { FakeBroadcaster, FakeTelemetry } from "../../../test/support/fakes.ts";
import { ClearRooms } from "./clear-rooms.ts";
import { DeleteRoom } from "./delete-room.ts";

let kept: Kept;
let tenant: StoredTenant;
let broadcaster: FakeBroadcaster;
let telemetry: FakeTelemetry;

beforeAll(async () => {
  kept = keptIn(await openEmbeddedDatabase());
});
afterAll(() => kept.close());
beforeEach(() => {
  tenant = new StoredTenant(kept);
  broadcaster = new FakeBroadcaster();
  telemetry = new FakeTelemetry();
});

const deleteRoom = (userId = "alice", roomId = "lobby") =>
  new DeleteRoom(kept.unitOfWork, broadcaster, telemetry).execute({ actor: tenant.user(userId), roomId });
const clear = () => new ClearRooms(kept.unitOfWork, telemetry).execute();
const feedOf = async (userId: string) => (await kept.stores.feed.meChanges(tenant.user(userId), 0, 10)).events;
const changesIn = (notices: readonly Notice[]) =>
  notices.flatMap((each) => (each.to === "user" ? each.changes.map((change) => [each.user.userId, change]) : []));
const messagesIn = async () => (await kept.stores.messages.page(tenant.ref(), { at: "end" }, 10)).length;

const invite = (userId: string) =>
  kept.unitOfWork.run(async (stores) => {
    await stores.users.ensure(tenant.tenantId, [userId]);
    const version = (await stores.users.bump(tenant.tenantId, [userId])).get(userId) ?? 0;
    await stores.invitations.put(tenant.ref(), { userId, role: "member", invitedBy: "alice" }, version);
  });

/** As when the process ended right after the commit. */
const deleteAlone = async () => {
  const { version } = (await kept.stores.rooms.summary(tenant.ref(), "alice"))!;
  await kept.unitOfWork.run((stores) => stores.rooms.delete(tenant.ref(), version + 1));
};

describe("a room that is deleted", () => {
  it("tells of its end last, and each of its people of theirs", async () => {
    await tenant.room(["alice", "bob"], "lobby", { kind: "channel", name: "a secret" });
    await invite("carol");
    await deleteRoom();
    const room = { id: "lobby", kind: "channel", createdAt: expect.any(String), deletedAt: expect.any(String) };
    expect(broadcaster.published[0]).toMatchObject({ to: "room", events: [{ type: "room", prev: 3, version: 4, room }] }); // prettier-ignore
    const left = { type: "left", roomId: "lobby", prev: 1, version: 2, deleted: true };
    const uninvited = { type: "uninvited", roomId: "lobby", prev: 1, version: 2 };
    expect(changesIn(broadcaster.published)).toEqual([["alice", left], ["bob", left], ["carol", uninvited]]); // prettier-ignore
    expect([await feedOf("bob"), await feedOf("carol")]).toEqual([[{ ...left, prev: 0 }], [{ ...uninvited, prev: 0 }]]);
  });

  it("leaves nothing of what was said in it, however much that was", async () => {
    await tenant.room(["alice"]);
    await tenant.post(numbered(6_000));
    await deleteRoom();
    expect(await messagesIn()).toBe(0);
    expect(await kept.unitOfWork.run((stores) => stores.leftovers.next(tenant.ref()))).toBeUndefined();
  });

  it("lets all of more than a thousand members know", async () => {
    await tenant.room(["alice", ...numbered(1_100)]);
    await deleteRoom();
    expect(changesIn(broadcaster.published)).toHaveLength(1_101);
    expect((await kept.stores.members.standing(tenant.user("1100"))).version).toBe(2);
  });

  it("is cleared later when its process ended, and seen by nobody until then", async () => {
    await tenant.room(["alice", "bob"]);
    await tenant.post(["a secret"]);
    await invite("carol");
    await deleteAlone();
    const [bob, carol] = [tenant.user("bob"), tenant.user("carol")];
    expect((await kept.stores.rooms.pageOf(bob, 10)).rooms).toEqual([]);
    expect((await kept.stores.members.standing(bob)).rooms).toEqual([]);
    expect(await kept.stores.members.membership(tenant.ref(), "bob")).toBeUndefined();
    expect(await kept.stores.feed.changesFor(tenant.ref(), "bob", 0, 10)).toBeUndefined();
    expect((await kept.stores.invitations.ofUser(carol, 10)).invitations).toEqual([]);
    await clear();
    expect([await feedOf("bob"), await feedOf("carol")]).toMatchObject([[{ deleted: true }], [{ type: "uninvited" }]]);
    expect([await messagesIn(), telemetry.count("setback")]).toEqual([0, 0]);
  });

  it("was left before by who left before", async () => {
    await tenant.room(["alice", "bob"]);
    await tenant.remove("bob");
    await deleteRoom();
    expect(await feedOf("bob")).toEqual([{ type: "left", roomId: "lobby", prev: 0, version: 2 }]);
  });

  it.each([
    ["by a member", "bob", "forbidden"],
    ["by an outsider", "carol", "room_not_found"],
  ])("is not deleted %s", async (_who, userId, code) => {
    await tenant.room(["alice", "bob"]);
    await expect(deleteRoom(userId)).rejects.toMatchObject({ code });
  });

  it("is not deleted twice", async () => {
    await tenant.room(["alice"]);
    const both = await Promise.allSettled([deleteRoom(), deleteRoom()]);
    expect(both.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  });
});

import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import type { Kept } from "../../test/support/builders-stored.ts";
import { keptIn, StoredTenant } from "../../test/support/builders-stored.ts";
import { openEmbeddedDatabase } from "../../test/support/embedded-database.ts";
import type { Limits } from "../entities/limits.ts";
import type { Stores } from "../ports/unit-of-work.ts";
import { beginMemberships } from "./begin-memberships.ts";

let kept: Kept;
let tenant: StoredTenant;

beforeAll(async () => {
  kept = keptIn(await openEmbeddedDatabase());
});
afterAll(() => kept.close());
beforeEach(() => {
  tenant = new StoredTenant(kept);
});

/** As if bob were in so many rooms already. */
const crowded = (stores: Stores, rooms: number): Stores => {
  const roomCounts = () => Promise.resolve(new Map([["bob", rooms]]));
  const begin = stores.members.begin.bind(stores.members);
  return { ...stores, members: { ...stores.members, roomCounts, begin } };
};

const limits = (counts: Limits["counts"]): Limits => ({ rates: {}, counts });

const addBob = (rooms: number, counts: Limits["counts"] = {}) =>
  kept.unitOfWork.run(async (stores) => {
    const room = (await stores.rooms.lock(tenant.ref()))!;
    await beginMemberships(crowded(stores, rooms), limits(counts), room, [{ userId: "bob", role: "member" }]);
  });
const memberIds = async () => (await kept.stores.members.page(tenant.ref(), 10)).members.map(({ userId }) => userId);

describe("beginning a membership", () => {
  it("is refused to a user who is in as many rooms as one may be, and leaves nothing behind", async () => {
    await tenant.room(["alice"]);
    await expect(addBob(2_000)).rejects.toMatchObject({ code: "too_many_rooms" });
    expect(await memberIds()).toEqual(["alice"]);
    expect((await kept.stores.users.me(tenant.user("bob")))?.version ?? 0).toBe(0);
  });

  it("may be the last one that is allowed", async () => {
    await tenant.room(["alice"]);
    await addBob(1_999);
    expect(await memberIds()).toEqual(["alice", "bob"]);
  });

  it("is refused where the tenant allows fewer rooms, or fewer members", async () => {
    await tenant.room(["alice"]);
    await expect(addBob(3, { "rooms-per-user": 3 })).rejects.toMatchObject({ code: "too_many_rooms" });
    await expect(addBob(0, { "members-per-room": 1 })).rejects.toMatchObject({ code: "room_full" });
    await addBob(2, { "rooms-per-user": 3, "members-per-room": 2 });
    expect(await memberIds()).toEqual(["alice", "bob"]);
  });
});

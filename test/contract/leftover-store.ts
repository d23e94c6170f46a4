import { beforeEach, describe, expect, it } from "@jest/globals";
import type { Kept } from "../support/builders-stored.ts";
import { numbered, StoredTenant } from "../support/builders-stored.ts";

/** What is promised of deleted rooms, and of what they leave behind. */
export const leftoverStoreContract = (kept: () => Kept): void => {
  describe("a deleted room", () => {
    let tenant: StoredTenant;
    beforeEach(async () => {
      tenant = new StoredTenant(kept());
      await tenant.room(["alice", "bob"], "lobby", { kind: "channel", name: "Lobby" });
      await tenant.post(numbered(3));
    });
    const run: Kept["unitOfWork"]["run"] = (work) => kept().unitOfWork.run(work);
    const remove = () => run(({ rooms }) => rooms.delete(tenant.ref(), 7));
    const tombstone = { id: "lobby", kind: "channel", createdAt: expect.any(String), deletedAt: expect.any(String) };

    it("is found by nothing but its feed, and keeps its id", async () => {
      expect(await remove()).toEqual(tombstone);
      const { rooms, members, feed } = kept().stores;
      const ref = tenant.ref();
      const alice = tenant.user("alice");
      expect(await run((stores) => stores.rooms.lock(ref))).toBeUndefined();
      expect(await run((stores) => stores.rooms.lockFree([ref]))).toMatchObject({ locked: [], missing: [ref] });
      expect(await run((stores) => stores.rooms.insert({ ref, kind: "group" }))).toBeUndefined();
      expect(await Promise.all([rooms.find(ref), rooms.summary(ref, "alice"), members.membership(ref, "alice")])).toEqual([undefined, undefined, undefined]); // prettier-ignore
      expect([await rooms.pageOf(alice, 9), await rooms.channels(alice, "", 9)]).toEqual([
        { rooms: [] },
        { rooms: [] },
      ]);
      expect([(await members.standing(alice)).rooms, await members.current(ref, ["alice"])]).toEqual([[], []]);
      expect(await feed.changesFor(ref, "alice", 0, 9)).toBeUndefined();
      const events = [{ type: "room", roomId: "lobby", prev: 2, version: 7, room: tombstone }];
      expect(await feed.pushable(ref, 2, 9)).toEqual({ events, version: 7, more: false, marks: 0 });
      expect(await feed.changes(ref, 2, 9)).toBeUndefined();
      expect(await rooms.positions([ref])).toEqual([{ ref, id: "lobby", version: 7, seq: 3, marks: 0 }]);
    });

    it("is cleared bit by bit, each bit once", async () => {
      await remove();
      const ref = tenant.ref();
      const bit = () => run(({ leftovers }) => leftovers.endMemberships(ref, 1));
      expect([await bit(), await bit(), await bit()]).toEqual([new Map([["alice", 2]]), new Map([["bob", 2]]), new Map()]); // prettier-ignore
      expect(await run(({ leftovers }) => leftovers.next(ref))).toEqual(ref);
      const takeAway = () => run(({ leftovers }) => leftovers.takeAway(ref, 2));
      expect([await takeAway(), await takeAway()]).toEqual([false, true]);
      expect(await run(({ leftovers }) => leftovers.next(ref))).toBeUndefined();
      expect(await kept().stores.messages.page(ref, { at: "end" }, 9)).toEqual([]);
    });
  });
};

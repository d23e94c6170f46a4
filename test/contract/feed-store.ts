import { beforeEach, describe, expect, it } from "@jest/globals";
import type { Changes, FeedReset, RoomEvent } from "../../core/entities/event.ts";
import { maxVersionsBehind } from "../../core/ports/feed-store.ts";
import { noon } from "../support/builders.ts";
import type { Kept } from "../support/builders-stored.ts";
import { numbered, StoredTenant } from "../support/builders-stored.ts";

/** An event as `prev>version type`. */
const spansOf = (changes: Changes | undefined): string[] =>
  eventsOf(changes).map(({ prev, version, type }) => `${prev}>${version} ${type}`);

const eventsOf = (changes: Changes | undefined): readonly RoomEvent[] => {
  if (!changes || "reset" in changes) throw new TypeError(`A page was expected, not ${JSON.stringify(changes)}.`);
  return changes.events;
};

/** What is promised of the change feeds. */
export const feedStoreContract = (kept: () => Kept): void => {
  describe("the change feed", () => {
    let tenant: StoredTenant;
    beforeEach(() => {
      tenant = new StoredTenant(kept());
    });
    const feed = () => kept().stores.feed;
    const changes = (since: number, limit = 100, roomId = "lobby") => feed().changes(tenant.ref(roomId), since, limit);
    const changesFor = (userId: string, since: number) => feed().changesFor(tenant.ref(), userId, since, 100);
    const reset = (version: number, seq: number): FeedReset & { marks: number } => ({
      reset: true,
      version,
      seq,
      marks: 0,
    });

    it("tells every row by its version, each event beginning where the one before it ended", async () => {
      await tenant.room(["alice", "bob"]);
      const [message] = await tenant.post(["one"]);
      const page = await changes(0);
      expect(spansOf(page)).toEqual(["0>1 room", "1>2 member", "2>3 member", "3>4 message"]);
      expect(page).toMatchObject({ version: 4, more: false });
      expect(eventsOf(page).at(-1)).toEqual({ type: "message", roomId: "lobby", prev: 3, version: 4, message });
    });

    it("tells of a row that changed again once, where it stands now", async () => {
      await tenant.room(["alice", "bob"]);
      await tenant.post(["one"]);
      await tenant.remove("bob");
      const page = await changes(1);
      expect(spansOf(page)).toEqual(["1>2 member", "2>4 message", "4>5 member"]);
      const member = { userId: "bob", role: "member", joinedSeq: 0, leftAt: expect.any(String) };
      expect(eventsOf(page).at(-1)).toMatchObject({ member, memberCount: 1 });
    });

    it("tells of a message that was deleted by what is left of it", async () => {
      const room = await tenant.room(["alice"]);
      const [one] = await tenant.post(numbered(2));
      const message = { ...one!, text: "", version: 5, deletedAt: noon };
      await kept().unitOfWork.run(async (stores) => {
        await stores.messages.delete([{ room, message }]);
        await stores.rooms.saveCounters([{ ref: room, active: false, seq: 2, version: 5, memberCount: 1 }]);
      });
      const page = await changes(2);
      expect(spansOf(page)).toEqual(["2>4 message", "4>5 message"]);
      expect(eventsOf(page).at(-1)).toMatchObject({ message });
    });

    it("goes on page by page, without a gap", async () => {
      await tenant.room(["alice"]);
      await tenant.post(numbered(5));
      const spans: string[] = [];
      for (let since = 0, more = true; more;) {
        const page = await changes(since, 2);
        spans.push(...spansOf(page));
        ({ version: since, more } = page as { version: number; more: boolean });
      }
      expect(spans).toEqual(["0>1 room", "1>2 member", ...[3, 4, 5, 6, 7].map((at) => `${at - 1}>${at} message`)]);
    });

    it("ends with the room's version, and says more only when there is more", async () => {
      await tenant.room(["alice"]);
      await tenant.post(numbered(3));
      expect(await changes(2, 3)).toMatchObject({ version: 5, more: false });
      expect(await changes(2, 2)).toMatchObject({ version: 4, more: true });
      expect(await changes(5)).toEqual({ events: [], version: 5, more: false, marks: 0 });
    });

    it("begins afresh for a position that the room has not reached", async () => {
      await tenant.room(["alice"]);
      await tenant.post(numbered(3));
      expect(await changes(6)).toEqual(reset(5, 3));
    });

    it("begins afresh for who is too far behind", async () => {
      const ref = await tenant.room(["alice"]);
      const far = { seq: 0, version: 1 + maxVersionsBehind, memberCount: 1 };
      await kept().unitOfWork.run((stores) => stores.rooms.saveCounters([{ ref, active: false, ...far }]));
      expect(await changes(0)).toEqual(reset(1 + maxVersionsBehind, 0));
      expect(spansOf(await changes(1))).toEqual(["1>2 member"]);
    });

    it("is nothing for a room that does not exist", async () => {
      expect(await changes(0, 100, "nowhere")).toBeUndefined();
      expect(await feed().changesFor(tenant.ref("nowhere"), "alice", 0, 100)).toBeUndefined();
    });

    it("is the same for a member, from the membership's beginning on", async () => {
      await tenant.room(["alice"]);
      await tenant.post(["one"]);
      await tenant.add(["bob"]);
      await tenant.post(["two"]);
      expect(await changesFor("bob", 3)).toEqual(reset(5, 2));
      expect(await changesFor("bob", 4)).toEqual(await changes(4));
      expect(await changesFor("alice", 2)).toEqual(await changes(2));
    });

    it("begins afresh for a member who was away in between", async () => {
      await tenant.room(["alice", "bob"]);
      await tenant.remove("bob");
      await tenant.add(["bob"]);
      expect(await changesFor("bob", 3)).toEqual(reset(5, 0));
      expect(spansOf(await changesFor("bob", 5))).toEqual([]);
    });

    it("is nothing for who is no member, also for who was one", async () => {
      await tenant.room(["alice", "bob"]);
      await tenant.remove("bob");
      expect(await changesFor("bob", 3)).toBeUndefined();
      expect(await changesFor("carol", 3)).toBeUndefined();
    });

    it("of a user tells of memberships that began or ended, page by page", async () => {
      for (const id of ["a", "b", "c"]) await tenant.room(["alice"], id);
      await tenant.remove("alice", "a");
      const user = tenant.user("alice");
      const first = await feed().meChanges(user, 0, 2);
      expect(first).toEqual({
        events: [
          { type: "joined", roomId: "b", prev: 0, version: 2 },
          { type: "joined", roomId: "c", prev: 2, version: 3 },
        ],
        version: 3,
        more: true,
      });
      const left = { type: "left", roomId: "a", prev: 3, version: 4 };
      expect(await feed().meChanges(user, 3, 2)).toEqual({ events: [left], version: 4, more: false });
    });

    it("of a user is empty when nothing has changed, or when there is no such user", async () => {
      await tenant.room(["alice"]);
      expect(await feed().meChanges(tenant.user("alice"), 1, 10)).toEqual({ events: [], version: 1, more: false });
      expect(await feed().meChanges(tenant.user("nobody"), 0, 10)).toEqual({ events: [], version: 0, more: false });
    });

    it("of a user knows nothing of another tenant", async () => {
      await tenant.room(["alice"]);
      const other = new StoredTenant(kept());
      expect(await feed().meChanges(other.user("alice"), 0, 10)).toMatchObject({ events: [] });
    });

    it("belongs to one history", async () => {
      const epoch = await feed().epoch();
      expect(epoch).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4/);
      await tenant.room(["alice"]);
      expect(await feed().epoch()).toBe(epoch);
    });
  });
};

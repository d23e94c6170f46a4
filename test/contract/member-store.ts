import { beforeEach, describe, expect, it } from "@jest/globals";
import { noon } from "../support/builders.ts";
import type { Kept } from "../support/builders-stored.ts";
import { StoredTenant } from "../support/builders-stored.ts";

const left = expect.stringMatching(/Z$/);

/** What is promised of memberships. */
export const memberStoreContract = (kept: () => Kept): void => {
  describe("members", () => {
    let tenant: StoredTenant;
    beforeEach(() => {
      tenant = new StoredTenant(kept());
    });
    const members = () => kept().stores.members;

    it("begin where the room stands", async () => {
      const ref = await tenant.room(["alice"]);
      await tenant.post(["one", "two"]);
      await tenant.add(["bob"]);
      expect(await members().find(ref, "alice")).toEqual({ userId: "alice", role: "owner", joinedSeq: 0 });
      expect(await members().find(ref, "bob")).toEqual({ userId: "bob", role: "member", joinedSeq: 2 });
      expect(await members().find(ref, "carol")).toBeUndefined();
    });

    it("keep their row when the membership ends, and get it back when it begins again", async () => {
      const ref = await tenant.room(["alice", "bob"]);
      await tenant.remove("bob");
      expect(await members().find(ref, "bob")).toEqual({ userId: "bob", role: "member", joinedSeq: 0, leftAt: left });
      await tenant.post(["one"]);
      await tenant.add(["bob"]);
      expect(await members().find(ref, "bob")).toEqual({ userId: "bob", role: "member", joinedSeq: 1 });
    });

    it("end with the row as it is then", async () => {
      const ref = await tenant.room(["alice"]);
      const ended = await kept().unitOfWork.run((stores) => stores.members.end(ref, "alice", 3, 2));
      expect(ended).toEqual({ userId: "alice", role: "owner", joinedSeq: 0, leftAt: left });
    });

    it("know their room's owner, while there is one", async () => {
      const ref = await tenant.room(["alice", "bob"]);
      expect(await members().owner(ref)).toEqual({ userId: "alice", role: "owner", joinedSeq: 0 });
      await tenant.remove("alice");
      expect(await members().owner(ref)).toBeUndefined();
    });

    it("have the role that they are given, and keep everything else", async () => {
      const ref = await tenant.room(["alice", "bob"]);
      const given = await kept().unitOfWork.run((stores) => stores.members.setRole(ref, "bob", "reader", 4));
      expect(given).toEqual({ userId: "bob", role: "reader", joinedSeq: 0 });
      expect(await members().find(ref, "bob")).toEqual(given);
      await tenant.remove("bob");
      const late = kept().unitOfWork.run((stores) => stores.members.setRole(ref, "bob", "member", 5));
      await expect(late).rejects.toThrow(TypeError);
    });

    it("are muted for so many seconds by the database's clock, until they are not", async () => {
      const ref = await tenant.room(["alice", "bob"]);
      const mute = (seconds: number | null, version: number) =>
        kept().unitOfWork.run((stores) => stores.members.mute(ref, "bob", seconds, version));
      const { now = "" } = (await members().membership(ref, "bob")) ?? {};
      const { mutedUntil = "" } = await mute(60, 4);
      expect(Date.parse(mutedUntil) - Date.parse(now)).toBeGreaterThanOrEqual(60_000);
      expect(await members().find(ref, "bob")).toMatchObject({ mutedUntil });
      expect(await mute(null, 5)).toEqual({ userId: "bob", role: "member", joinedSeq: 0 });
    });

    it("are owned by one at most", async () => {
      const ref = await tenant.room(["alice", "bob"]);
      const second = kept().unitOfWork.run((stores) => stores.members.setRole(ref, "bob", "owner", 4));
      await expect(second).rejects.toMatchObject({ name: "StorageFailure", kind: "data" });
    });

    it("are found with the kind of their room, also when it has no such member", async () => {
      const room = await tenant.room(["alice"], "lobby", { kind: "channel" });
      const member = { userId: "alice", role: "owner", joinedSeq: 0 };
      const now = left;
      expect(await members().membership(room, "alice")).toEqual({ room, kind: "channel", now, memberCount: 1, member });
      expect(await members().membership(room, "bob")).toEqual({ room, kind: "channel", now, memberCount: 1 });
      expect(await members().membership(tenant.ref("nowhere"), "alice")).toBeUndefined();
    });

    it("are found pair by pair, ended ones too, and pairs without one are left out", async () => {
      const [a, b] = [await tenant.room(["alice", "bob"], "a"), await tenant.room(["alice"], "b")];
      await tenant.remove("bob", "a");
      const asked = [
        { room: a, userId: "bob" },
        { room: b, userId: "bob" },
        { room: b, userId: "alice" },
        { room: b, userId: "alice" },
      ];
      const found = await members().findMany(asked);
      expect(found).toHaveLength(2);
      expect(found).toEqual(
        expect.arrayContaining([
          { room: a, userId: "bob", role: "member", joinedSeq: 0, leftAt: left },
          { room: b, userId: "alice", role: "owner", joinedSeq: 0 },
        ]),
      );
      expect(await members().findMany([])).toEqual([]);
    });

    it("have a last post where it was kept, which outlasts their membership and is told to nobody", async () => {
      const room = await tenant.room(["alice", "bob", "carol"]);
      const asked = ["alice", "bob", "nobody"].map((userId) => ({ room, userId }));
      expect(await members().lastPosts(asked)).toEqual([]);
      await kept().unitOfWork.run((stores) =>
        stores.members.keepLastPosts([
          { room, userId: "bob", at: noon },
          { room, userId: "carol", at: noon },
        ]),
      );
      await tenant.remove("bob");
      await tenant.add(["bob"]);
      expect(await members().lastPosts(asked)).toEqual([{ room, userId: "bob", at: noon }]);
      expect(await members().membership(room, "bob")).toMatchObject({ lastPostAt: noon });
      expect(await members().find(room, "bob")).not.toHaveProperty("lastPostAt");
      expect(await members().findMany(asked)).toHaveLength(2);
    });

    it("are listed by user id, page by page, without those who left", async () => {
      // By code points, whatever the language of the database is.
      const sorted = ["Z", "a", "b", "d", "ä", "👋"];
      const ref = await tenant.room([...sorted, "c"].reverse());
      await tenant.remove("c");
      const first = await members().page(ref, 4);
      const second = await members().page(ref, 4, first.cursor);
      expect(first.members.map(({ userId }) => userId)).toEqual(sorted.slice(0, 4));
      expect(second.members.map(({ userId }) => userId)).toEqual(sorted.slice(4));
      expect([typeof first.cursor, second.cursor]).toEqual(["string", undefined]);
    });

    it("are listed on a last page without a cursor, also when it is full", async () => {
      const ref = await tenant.room(["alice", "bob"]);
      expect(await members().page(ref, 2)).not.toHaveProperty("cursor");
      expect(await members().page(tenant.ref("nowhere"), 2)).toEqual({ members: [] });
    });

    it.each([
      "?",
      "e30",
      Buffer.from('["a","b"]').toString("base64url"),
      Buffer.from('["\\u0000"]').toString("base64url"),
    ])("refuse the cursor %s", async (cursor) => {
      const ref = await tenant.room(["alice"]);
      await expect(members().page(ref, 2, cursor)).rejects.toMatchObject({ name: "ChatError", code: "invalid_input" });
    });

    it("say which of some users are in the room now", async () => {
      const ref = await tenant.room(["alice", "bob", "carol"]);
      await tenant.remove("bob");
      const current = await members().current(ref, ["alice", "bob", "dave"]);
      expect(current).toEqual(["alice"]);
      expect(await members().current(ref, [])).toEqual([]);
    });

    it("are counted per user, those that have ended left out", async () => {
      await tenant.room(["alice", "bob"], "a");
      await tenant.room(["alice", "bob"], "b");
      await tenant.remove("bob", "b");
      const counts = await members().roomCounts(tenant.tenantId, ["alice", "bob", "carol"]);
      expect([...counts].sort()).toEqual([
        ["alice", 2],
        ["bob", 1],
      ]);
    });

    it("stand in one snapshot: the user's version, and where each of the rooms is", async () => {
      await tenant.room(["alice"], "a");
      await tenant.room(["alice"], "b");
      await tenant.room(["alice"], "left");
      await tenant.remove("alice", "left");
      await tenant.post(["one"], "b");
      const { version, rooms } = await members().standing(tenant.user("alice"));
      expect(version).toBe(4);
      expect(rooms).toHaveLength(2);
      expect(rooms).toEqual(
        expect.arrayContaining([
          { id: "a", version: 2, seq: 0, marks: 0, delivered: 0, read: 0, unread: 0, unreadMentions: 0 },
          { id: "b", version: 3, seq: 1, marks: 0, delivered: 0, read: 0, unread: 0, unreadMentions: 0 },
        ]),
      );
    });

    it("stand in the order of the list of rooms, which goes on behind each of them", async () => {
      for (const id of ["a", "b", "c"]) await tenant.room(["alice"], id);
      const user = tenant.user("alice");
      const { rooms, cursorAfter } = await members().standing(user);
      const all = await kept().stores.rooms.pageOf(user, 10);
      expect(rooms.map(({ id }) => id)).toEqual(all.rooms.map(({ id }) => id));
      const behindFirst = await kept().stores.rooms.pageOf(user, 10, cursorAfter(0));
      expect(behindFirst.rooms).toEqual(all.rooms.slice(1));
      expect(() => cursorAfter(3)).toThrow(RangeError);
    });

    it("stand nowhere for a user who is new", async () => {
      expect(await members().standing(tenant.user("nobody"))).toMatchObject({ version: 0, rooms: [] });
      await kept().stores.users.ensure(tenant.tenantId, ["alice"]);
      expect(await members().standing(tenant.user("alice"))).toMatchObject({ version: 0, rooms: [] });
    });
  });
};

import { beforeEach, describe, expect, it } from "@jest/globals";
import type { FeedPage, RoomEvent } from "../../core/entities/event.ts";
import type { Room } from "../../core/entities/room.ts";
import type { Kept } from "../support/builders-stored.ts";
import { StoredTenant } from "../support/builders-stored.ts";
import { noon } from "../support/builders.ts";

const isoTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

/** What is promised of rooms. */
export const roomStoreContract = (kept: () => Kept): void => {
  describe("rooms", () => {
    let tenant: StoredTenant;
    beforeEach(() => {
      tenant = new StoredTenant(kept());
    });
    const rooms = () => kept().stores.rooms;
    const run: Kept["unitOfWork"]["run"] = (work) => kept().unitOfWork.run(work);
    const pair = ["alice", "bob"] as const;
    const direct = (roomId: string) => ({ ref: tenant.ref(roomId), kind: "direct" as const, pair });

    it("begin at version 1, without messages or members", async () => {
      const ref = tenant.ref();
      const made = await run((stores) => stores.rooms.insert({ ref, kind: "channel", name: "Lobby 👋" }));
      expect(made).toEqual({
        id: "lobby",
        kind: "channel",
        name: "Lobby 👋",
        createdAt: expect.stringMatching(isoTime),
      });
      const locked = await run((stores) => stores.rooms.lock(ref));
      expect(locked).toEqual({ ref, kind: "channel", version: 1, seq: 0, memberCount: 0 });
      expect([await rooms().find(ref), await rooms().find(tenant.ref("nowhere"))]).toEqual([made, undefined]);
    });

    it("keep what they say of themselves and their terms, and tell of it in their feed", async () => {
      const ref = await tenant.room(["alice"]);
      const { createdAt = "" } = (await rooms().find(ref)) ?? {};
      const data = { "": [null, { b: 1, a: 2 }], text: '"\\\u0001👋' };
      const room: Room = { id: "lobby", kind: "group", name: "a", description: "b", picture: "c", data, createdAt };
      const closed: Room = {
        ...room,
        archived: true,
        locked: true,
        announcement: true,
        slowMode: 21_600,
        privacy: { typing: false },
      };
      await run((stores) => stores.rooms.save(ref, closed, 3));
      expect(await rooms().find(ref)).toEqual(closed);
      expect(await run((stores) => stores.rooms.lock(ref))).toMatchObject({
        version: 3,
        locked: true,
        slowMode: 21_600,
        privacy: { typing: false },
      });
      const { events } = (await kept().stores.feed.changes(ref, 2, 10)) as FeedPage<RoomEvent>;
      expect(events).toEqual([{ type: "room", roomId: "lobby", prev: 2, version: 3, room: closed }]);
      await run((stores) => stores.rooms.save(ref, { id: "lobby", kind: "group", createdAt }, 4));
      expect(await rooms().find(ref)).toEqual({ id: "lobby", kind: "group", createdAt });
    });

    it("are made once by id, whatever else is asked for", async () => {
      await tenant.room(["alice"]);
      const again = await run((stores) => stores.rooms.insert({ ref: tenant.ref(), kind: "channel", name: "Other" }));
      expect(again).toBeUndefined();
      expect(await rooms().summary(tenant.ref(), "alice")).toMatchObject({ kind: "group", version: 2 });
    });

    it("are made once by pair, whatever the id", async () => {
      await run((stores) => stores.rooms.insert(direct("first")));
      expect(await run((stores) => stores.rooms.insert(direct("second")))).toBeUndefined();
      expect(await run((stores) => stores.rooms.lockPair(tenant.tenantId, pair))).toMatchObject({
        ref: tenant.ref("first"),
        pair,
      });
      expect(await run((stores) => stores.rooms.lockPair(tenant.tenantId, ["alice", "carol"]))).toBeUndefined();
    });

    it("of one tenant are nothing to another, by id and by pair", async () => {
      const other = new StoredTenant(kept());
      await tenant.room(["alice"]);
      await run((stores) => stores.rooms.insert(direct("dm")));
      expect(await rooms().summary(other.ref(), "alice")).toBeUndefined();
      expect(await run((stores) => stores.rooms.lockPair(other.tenantId, pair))).toBeUndefined();
      expect(await rooms().pageOf(other.user("alice"), 10)).toEqual({ rooms: [] });
    });

    it("are locked where they exist", async () => {
      const ref = await tenant.room(["alice", "bob"]);
      const locked = { ref, kind: "group", version: 3, seq: 0, memberCount: 2 };
      expect(await run((stores) => stores.rooms.lock(ref))).toEqual(locked);
      expect(await run((stores) => stores.rooms.lock(tenant.ref("nowhere")))).toBeUndefined();
    });

    it("are locked many at once, and those that do not exist are named", async () => {
      const [a, b, nowhere] = [await tenant.room(["alice"], "a"), await tenant.room([], "b"), tenant.ref("nowhere")];
      const { locked, missing, now } = await run((stores) => stores.rooms.lockFree([nowhere, b, a]));
      expect(locked.map(({ ref }) => ref)).toEqual(expect.arrayContaining([a, b]));
      expect([locked.length, missing]).toEqual([2, [nowhere]]);
      expect(now).toMatch(isoTime);
    });

    it("tell the database's clock also when none of them exists", async () => {
      const { locked, missing, now } = await run((stores) => stores.rooms.lockFree([tenant.ref("nowhere")]));
      expect([locked, missing]).toEqual([[], [tenant.ref("nowhere")]]);
      expect(Math.abs(Date.parse(now) - Date.now())).toBeLessThan(60_000);
    });

    it("keep the counters that are saved", async () => {
      const [a, b] = [await tenant.room([], "a"), await tenant.room([], "b")];
      await run((stores) =>
        stores.rooms.saveCounters([
          { ref: a, seq: 7, version: 9, memberCount: 2, active: true },
          { ref: b, seq: 4, version: 5, memberCount: 0, active: false },
        ]),
      );
      expect(await rooms().positions([a, b, tenant.ref("nowhere")])).toEqual(
        expect.arrayContaining([
          { ref: a, id: "a", version: 9, seq: 7, marks: 0 },
          { ref: b, id: "b", version: 5, seq: 4, marks: 0 },
        ]),
      );
      expect(await rooms().positions([tenant.ref("nowhere")])).toEqual([]);
      expect(await rooms().positions([])).toEqual([]);
    });

    it("are shown with the last message and the reader's membership", async () => {
      await tenant.room(["alice", "bob"]);
      const [, last] = await tenant.post(["one", "two"]);
      expect(await rooms().summary(tenant.ref(), "bob")).toEqual({
        id: "lobby",
        kind: "group",
        createdAt: expect.stringMatching(isoTime),
        seq: 2,
        version: 5,
        marks: 0,
        memberCount: 2,
        lastMessage: last,
        delivered: 0,
        read: 0,
        unread: 2,
        unreadMentions: 0,
        me: { userId: "bob", role: "member", joinedSeq: 0 },
      });
    });

    it("are shown to who left with the end of the membership, and to an outsider without one", async () => {
      await tenant.room(["alice", "bob"]);
      await tenant.remove("bob");
      expect((await rooms().summary(tenant.ref(), "bob"))?.me).toMatchObject({
        leftAt: expect.stringMatching(isoTime),
      });
      expect((await rooms().summary(tenant.ref(), "carol"))?.me).toBeUndefined();
    });

    it("show in a direct one who the other is, from either side", async () => {
      const ref = await tenant.room(["alice", "bob"], "dm", direct("dm"));
      expect((await rooms().summary(ref, "alice"))?.peer).toBe("bob");
      expect((await rooms().summary(ref, "bob"))?.peer).toBe("alice");
    });

    it("are listed latest activity first, page by page, each of them once", async () => {
      for (const id of ["a", "b", "c", "d", "e"]) await tenant.room(["alice"], id);
      await tenant.room(["bob"], "of-bob");
      await tenant.remove("alice", "d");
      for (const id of ["b", "e", "a", "c"]) await tenant.post(["hello"], id);
      const listed: string[] = [];
      for (let cursor: string | undefined, more = true; more;) {
        const page = await rooms().pageOf(tenant.user("alice"), 3, cursor);
        listed.push(...page.rooms.map(({ id }) => id));
        cursor = page.cursor;
        more = cursor !== undefined;
      }
      expect([...listed].sort()).toEqual(["a", "b", "c", "e"]);
    });

    it("come to the front with a message, and stay where they are with a member", async () => {
      for (const id of ["quiet", "busy"]) await tenant.room(["alice"], id);
      const first = async () => (await rooms().pageOf(tenant.user("alice"), 1)).rooms[0]?.id;
      // Activity has a resolution of one millisecond, so one message may not be enough.
      const postUntilFirst = async (id: string) => {
        for (let posts = 0; posts < 50 && (await first()) !== id; posts += 1) await tenant.post(["hello"], id);
      };
      await postUntilFirst("quiet");
      await tenant.add(["bob"], "busy");
      expect(await first()).toBe("quiet");
      await postUntilFirst("busy");
      expect(await first()).toBe("busy");
    });

    it("are found by their names while they are channels and not archived", async () => {
      for (const id of ["a", "b", "c", "d"]) await tenant.room([], id, { kind: "channel", name: `Team ${id} team` });
      await tenant.room(["alice"], "group", { name: "Team" });
      await run((stores) => stores.rooms.save(tenant.ref("b"), { id: "b", kind: "channel", createdAt: noon, archived: true }, 2)); // prettier-ignore
      await run((stores) => stores.rooms.save(tenant.ref("d"), { id: "d", kind: "channel", createdAt: noon }, 2));
      const listed = async (search: string, cursor?: string) => {
        const page = await rooms().channels(tenant.user("alice"), search, 2, cursor);
        return { ids: page.rooms.map(({ id }) => id), cursor: page.cursor };
      };
      const all = await listed("");
      expect([all.ids, await listed("", all.cursor)]).toEqual([["d", "a"], { ids: ["c"] }]);
      expect(await listed("TEAM!")).toEqual({ ids: ["a", "c"] });
      expect(await listed("c te")).toEqual({ ids: ["c"] });
      expect((await rooms().channels(new StoredTenant(kept()).user("alice"), "team", 2)).rooms).toEqual([]);
    });

    it("are listed on a last page without a cursor, also when it is full", async () => {
      for (const id of ["a", "b"]) await tenant.room(["alice"], id);
      expect(Object.keys(await rooms().pageOf(tenant.user("alice"), 2))).toEqual(["rooms"]);
      expect(Object.keys(await rooms().pageOf(tenant.user("alice"), 1))).toEqual(["rooms", "cursor"]);
    });

    it.each([
      ["nothing of ours", "?"],
      ["other parts", Buffer.from('["a"]').toString("base64url")],
      ["no parts", Buffer.from('{"at":1}').toString("base64url")],
      ["an impossible time", cursorOf("2026-02-31T00:00:00.000Z", "0190ffff-0000-8000-8000-000000000000")],
      ["a month too many", cursorOf("2026-13-01T00:00:00.000Z", "0190ffff-0000-8000-8000-000000000000")],
      ["an impossible key", cursorOf("2026-01-01T00:00:00.000Z", "-".repeat(36))],
    ])("refuse a cursor with %s", async (_what, cursor) => {
      const page = rooms().pageOf(tenant.user("alice"), 10, cursor);
      const errors = [expect.objectContaining({ path: "cursor" })];
      await expect(page).rejects.toMatchObject({ name: "ChatError", code: "invalid_input", errors });
    });
  });
};

const cursorOf = (...parts: readonly string[]): string => Buffer.from(JSON.stringify(parts)).toString("base64url");

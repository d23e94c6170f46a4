import { beforeEach, describe, expect, it } from "@jest/globals";
import type { FeedPage, RoomEvent } from "../../core/entities/event.ts";
import type { Message } from "../../core/entities/message.ts";
import { changed, planRoomChange } from "../../core/entities/room-change.ts";
import type { History } from "../../core/entities/room.ts";
import { noon } from "../support/builders.ts";
import type { Kept } from "../support/builders-stored.ts";
import { numbered, StoredTenant } from "../support/builders-stored.ts";

/** What is promised of rooms that show their members what came after joining alone. */
export const historyContract = (kept: () => Kept): void => {
  describe("a history that begins with joining", () => {
    let tenant: StoredTenant;
    let old: readonly Message[];

    /** Alice is in the lobby, and bob since its second message; it stands at 6, and shows him the third. */
    beforeEach(async () => {
      tenant = new StoredTenant(kept());
      await tenant.room(["alice"], "lobby", { history: "since-joining" });
      old = await tenant.post(numbered(2));
      await tenant.add(["bob"]);
      await tenant.post(["3"]);
    });
    const { feed, rooms, messages, members } = storesOf(kept);

    it("leaves out of a member's feed what is not for them, and the next row covers it", async () => {
      await erase(kept(), tenant, old[0]!, 7);
      await tenant.post(["4"]);
      const page = await feed().changesFor(tenant.ref(), "bob", 6, 1);
      expect(page).toMatchObject({ events: [{ prev: 6, version: 8 }], version: 8, more: false });
      expect(await feed().changesFor(tenant.ref(), "bob", 5, 1)).toMatchObject({ version: 6, more: true });
      expect(await feed().changesFor(tenant.ref(), "alice", 6, 10)).toMatchObject({ events: [{}, {}] });
    });

    it("ends a member's feed with the room's version also behind what is not for them", async () => {
      await erase(kept(), tenant, old[1]!, 7);
      expect(await feed().changesFor(tenant.ref(), "bob", 6, 10)).toEqual({
        events: [],
        version: 7,
        more: false,
        marks: 0,
      });
      const all = (await feed().changes(tenant.ref(), 0, 10)) as FeedPage<RoomEvent>;
      expect(all.events).toHaveLength(6);
    });

    it("has nothing that may be pushed to all, but says where the room stands", async () => {
      const reset = { reset: true, version: 6, seq: 3, marks: 0, history: "since-joining" };
      expect(await feed().pushable(tenant.ref(), 5, 10)).toEqual(reset);
      expect(await feed().pushable(tenant.ref(), 6, 10)).toEqual({ events: [], version: 6, more: false, marks: 0 });
      expect(await feed().pushable(tenant.ref("nowhere"), 0, 10)).toBeUndefined();
    });

    it.each<History>(["all", "since-joining"])("is no position's to go on from below its change, to %s", async (to) => {
      if (to !== "all") await setHistory(kept(), tenant, "all");
      await setHistory(kept(), tenant, to);
      const { version = 0 } = (await rooms().summary(tenant.ref(), "alice")) ?? {};
      const reset = { reset: true, version, seq: 3, marks: 0 };
      expect(await feed().changesFor(tenant.ref(), "alice", version - 1, 10)).toEqual(reset);
      expect(await feed().changesFor(tenant.ref(), "alice", version, 10)).toMatchObject({ events: [] });
      expect(await feed().pushable(tenant.ref(), version - 1, 10)).toMatchObject(reset);
      await tenant.post(["5"]);
      await setHistory(kept(), tenant, to);
      expect(await feed().changesFor(tenant.ref(), "alice", version, 10)).toMatchObject({ events: [{}, {}] });
    });

    it("pages messages above a floor", async () => {
      const seqs = async (...window: Parameters<ReturnType<typeof messages>["page"]>) =>
        (await messages().page(...window)).map(({ seq }) => seq);
      const ref = tenant.ref();
      for (const at of ["before", "after", "around"] as const) {
        expect(await seqs(ref, { at, seq: at === "before" ? 9 : 1 }, 10, 1)).toEqual([2, 3]);
      }
      expect(await seqs(ref, { at: "end" }, 10, 2)).toEqual([3]);
      expect(await seqs(ref, { at: "before", seq: 3 }, 10, 2)).toEqual([]);
    });

    it("shows no last message from before the membership", async () => {
      await tenant.add(["carol"]);
      for (const [userId, last] of [
        ["bob", "3"],
        ["carol", undefined],
      ] as const) {
        const listed = (await rooms().pageOf(tenant.user(userId), 10)).rooms[0];
        for (const room of [await rooms().summary(tenant.ref(), userId), listed]) {
          expect([room?.history, room?.lastMessage?.text]).toEqual(["since-joining", last]);
        }
      }
    });

    it("says to whoever opens a session where it begins", async () => {
      await tenant.room(["bob"], "open");
      const standing = async (userId: string) => [...(await members().standing(tenant.user(userId))).floors];
      expect(await standing("bob")).toEqual([["lobby", 2]]);
      expect(await standing("alice")).toEqual([["lobby", 0]]);
    });
  });
};

const storesOf = (kept: () => Kept) => ({
  feed: () => kept().stores.feed,
  rooms: () => kept().stores.rooms,
  messages: () => kept().stores.messages,
  members: () => kept().stores.members,
});

const erase = (kept: Kept, tenant: StoredTenant, before: Message, version: number): Promise<void> =>
  kept.unitOfWork.run(async (stores) => {
    const ref = tenant.ref();
    const message = { ...before, text: "", version, deletedAt: noon };
    await stores.messages.delete([{ room: ref, message }]);
    await stores.rooms.saveCounters([{ ref, active: false, seq: 3, version, memberCount: 2 }]);
  });

const setHistory = (kept: Kept, tenant: StoredTenant, history: History): Promise<void> =>
  kept.unitOfWork.run(async (stores) => {
    const ref = tenant.ref();
    const [locked, before] = [await stores.rooms.lock(ref), await stores.rooms.find(ref)];
    const room = changed(before!, { history });
    await stores.rooms.save(ref, room, planRoomChange(locked!, room).counters.version);
  });

import { randomUUID } from "node:crypto";
import { beforeEach, describe, expect, it } from "@jest/globals";
import { mostUnreadMentions } from "../../core/entities/mentions.ts";
import type { Message, NewMessage } from "../../core/entities/message.ts";
import { noon } from "../support/builders.ts";
import type { Kept } from "../support/builders-stored.ts";
import { StoredTenant } from "../support/builders-stored.ts";

type Lists = readonly (Message["mentions"] | undefined)[];

/** What is promised of whom messages mention. */
export const mentionsContract = (kept: () => Kept): void => {
  describe("mentions", () => {
    let tenant: StoredTenant;
    beforeEach(async () => {
      tenant = new StoredTenant(kept());
      await tenant.room(["alice", "bob"]);
    });
    const run: Kept["unitOfWork"]["run"] = (work) => kept().unitOfWork.run(work);

    /** One message for each list, numbered from 1 on. @param version the room's before them */
    const messages = (lists: Lists, version = 3): readonly Message[] =>
      lists.map((mentions, index) => ({
        id: randomUUID(),
        roomId: "lobby",
        seq: index + 1,
        version: version + index + 1,
        authorId: "carol",
        text: "hello",
        ...(mentions && { mentions }),
        createdAt: noon,
      }));
    const rowOf = (message: Message): NewMessage => ({ room: tenant.ref(message.roomId), message, digest: "00" });
    const tombstoneOf = ({ mentions: _, ...message }: Message) =>
      rowOf({ ...message, text: "", version: 99, deletedAt: noon });
    const store = (...lists: Lists) =>
      run(async (stores) => {
        const room = (await stores.rooms.lock(tenant.ref()))!;
        const stored = messages(lists, room.version);
        await stores.messages.insert(stored.map(rowOf));
        const [seq, version] = [stored.length, room.version + stored.length];
        await stores.rooms.saveCounters([{ ...room, seq, version, active: true }]);
        return stored;
      });
    const unread = async (userId: string, roomId = "lobby") =>
      (await kept().stores.rooms.summary(tenant.ref(roomId), userId))?.unreadMentions;
    /** Those that are unread for who has marked the room as unread from there on. */
    const above = async (userId: string, ...seqs: readonly number[]) => {
      const counts: (number | undefined)[] = [];
      for (const seq of seqs) {
        await tenant.mark(userId, seq);
        counts.push(await unread(userId));
      }
      return counts;
    };

    it("are shown with their message wherever it is read, and are nothing where there are none", async () => {
      const odd = ['"quoted", {braced}', "NULL", "\\", "👋"].sort();
      await tenant.add(odd);
      const stored = await store(undefined, ["bob"], odd);
      const { messages: read, feed, rooms } = kept().stores;
      expect(await read.page(tenant.ref(), { at: "end" }, 10)).toEqual(stored);
      expect(await read.find(tenant.ref(), stored[1]!.id)).toEqual(stored[1]);
      expect((await rooms.summary(tenant.ref(), "bob"))?.lastMessage).toEqual(stored[2]);
      const changes = await feed.changes(tenant.ref(), 7, 10);
      expect(changes).toMatchObject({ events: stored.map((message) => ({ type: "message", message })) });
      const mentioned = await Promise.all(odd.map((userId) => unread(userId)));
      expect(mentioned).toEqual(odd.map(() => 1));
    });

    it("are counted above the place up to which a room is read, in each room", async () => {
      await store(["bob"], undefined, ["alice", "bob"], ["bob"]);
      await tenant.room(["alice", "bob"], "other");
      await tenant.post(["psst"], "other", "alice", ["bob"]);
      expect(await above("bob", 0, 1, 2, 3, 4)).toEqual([3, 2, 2, 1, 0]);
      expect([await unread("alice"), await unread("bob", "other"), await unread("alice", "other")]).toEqual([1, 1, 0]);
      const { receipts, members } = kept().stores;
      expect(await receipts.unread(tenant.user("bob"))).toMatchObject([{ roomId: "other", unreadMentions: 1 }]);
      const { rooms } = await members.standing(tenant.user("bob"));
      expect(rooms.map(({ id, unreadMentions }) => [id, unreadMentions]).toSorted()).toEqual([
        ["lobby", 0],
        ["other", 1],
      ]);
    });

    it("are counted up to the most, and no further", async () => {
      await store(...Array.from({ length: mostUnreadMentions + 2 }, () => ["bob"]));
      expect(await above("bob", 0, 1, 2, 3)).toEqual([1_000, 1_000, 1_000, 999]);
    });

    it("go with a message that is deleted, and no others", async () => {
      const [first, second] = await store(["alice", "bob"], ["alice", "bob"], undefined);
      await run((stores) => stores.messages.delete([tombstoneOf(first!)]));
      expect([await above("alice", 0, 1), await above("bob", 0)]).toEqual([[1, 1], [1]]);
      const read = kept().stores.messages;
      expect(await read.find(tenant.ref(), first!.id)).toEqual(tombstoneOf(first!).message);
      expect(await read.find(tenant.ref(), second!.id)).toEqual(second);
    });

    it("go also with one that is deleted in the transaction that stores it", async () => {
      const [message] = messages([["bob"]]);
      await run(async (stores) => {
        await stores.messages.insert([rowOf(message!)]);
        await stores.messages.delete([tombstoneOf(message!)]);
      });
      expect(await above("bob", 0)).toEqual([0]);
    });

    it("go with their messages when a room is taken away, bit by bit", async () => {
      await store(["bob"], undefined, ["bob"]);
      // Of a room that is deleted nothing could be seen any more.
      const takeAway = () => run(({ leftovers }) => leftovers.takeAway(tenant.ref(), 2));
      expect([await takeAway(), await unread("bob")]).toEqual([false, 1]);
      expect([await takeAway(), await unread("bob")]).toEqual([true, 0]);
    });

    it("are stored with their message or not at all", async () => {
      const [message] = messages([["bob"]]);
      const work = run(async (stores) => {
        await stores.messages.insert([rowOf(message!)]);
        throw new RangeError("Enough.");
      });
      await expect(work).rejects.toThrow(RangeError);
      expect(await above("bob", 0)).toEqual([0]);
    });
  });
};

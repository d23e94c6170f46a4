import { randomUUID } from "node:crypto";
import { beforeEach, describe, expect, it } from "@jest/globals";
import type { Message, NewMessage } from "../../core/entities/message.ts";
import { mostMentionsCounted } from "../../core/ports/message-store.ts";
import { noon } from "../support/builders.ts";
import type { Kept } from "../support/builders-stored.ts";
import { StoredTenant } from "../support/builders-stored.ts";

/** What is promised of whom messages mention. */
export const mentionsContract = (kept: () => Kept): void => {
  describe("mentions", () => {
    let tenant: StoredTenant;
    beforeEach(async () => {
      tenant = new StoredTenant(kept());
      await tenant.room(["alice", "bob"]);
    });
    const run: Kept["unitOfWork"]["run"] = (work) => kept().unitOfWork.run(work);

    /** One message for each list, numbered from 1 on. */
    const messages = (lists: readonly (Message["mentions"] | undefined)[], roomId = "lobby"): readonly Message[] =>
      lists.map((mentions, index) => ({
        id: randomUUID(),
        roomId,
        seq: index + 1,
        version: index + 4,
        authorId: "alice",
        text: "hello",
        ...(mentions && { mentions }),
        createdAt: noon,
      }));
    const rowOf = (message: Message): NewMessage => ({ room: tenant.ref(message.roomId), message, digest: "00" });
    const tombstoneOf = ({ mentions: _, ...message }: Message) =>
      rowOf({ ...message, text: "", version: 99, deletedAt: noon });
    const store = async (...lists: readonly (Message["mentions"] | undefined)[]) => {
      const stored = messages(lists);
      await run(async (stores) => {
        await stores.messages.insert(stored.map(rowOf));
        const room = await stores.rooms.lock(tenant.ref());
        await stores.rooms.saveCounters([{ ...room!, seq: stored.length, version: stored.length + 3, active: true }]);
      });
      return stored;
    };
    const above = async (userId: string, ...seqs: readonly number[]) =>
      kept().stores.messages.mentionsAbove(seqs.map((seq) => ({ room: tenant.ref(), userId, seq })));

    it("are shown with their message wherever it is read, and are nothing where there are none", async () => {
      const odd = ['"quoted", {braced}', "NULL", "\\", "👋"].sort();
      const stored = await store(undefined, ["bob"], odd);
      const { messages: read, feed, rooms } = kept().stores;
      expect(await read.page(tenant.ref(), { at: "end" }, 10)).toEqual(stored);
      expect(await read.find(tenant.ref(), stored[1]!.id)).toEqual(stored[1]);
      expect((await rooms.summary(tenant.ref(), "bob"))?.lastMessage).toEqual(stored[2]);
      const changes = await feed.changes(tenant.ref(), 3, 10);
      expect(changes).toMatchObject({ events: stored.map((message) => ({ type: "message", message })) });
      expect(await Promise.all(odd.map((userId) => above(userId, 2)))).toEqual(odd.map(() => [1]));
    });

    it("are counted above a place, for many at once, in the order asked", async () => {
      await store(["bob"], undefined, ["alice", "bob"], ["bob"]);
      const other = messages([["bob"]], "other");
      await tenant.room(["bob"], "other");
      await run((stores) => stores.messages.insert(other.map(rowOf)));
      const place = (userId: string, seq: number, roomId = "lobby") => ({ room: tenant.ref(roomId), userId, seq });
      const places = [place("bob", 3), place("bob", 0), place("alice", 0), place("bob", 0, "other"), place("bob", 4)];
      const asked = [...places, place("carol", 0), place("bob", 0, "nowhere"), place("bob", 0)];
      expect(await kept().stores.messages.mentionsAbove(asked)).toEqual([1, 3, 1, 1, 0, 0, 0, 3]);
      expect(await kept().stores.messages.mentionsAbove([])).toEqual([]);
    });

    it("are counted up to the most, and no further", async () => {
      await store(...Array.from({ length: mostMentionsCounted + 2 }, () => ["bob"]));
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

    it("go with their room, bit by bit", async () => {
      await store(["bob"], undefined, ["bob"]);
      await run((stores) => stores.rooms.delete(tenant.ref(), 50));
      const takeAway = () => run(({ leftovers }) => leftovers.takeAway(tenant.ref(), 2));
      expect([await takeAway(), await above("bob", 0)]).toEqual([false, [1]]);
      expect([await takeAway(), await above("bob", 0)]).toEqual([true, [0]]);
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

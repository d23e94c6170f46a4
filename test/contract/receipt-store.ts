import { beforeEach, describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import type { Message } from "../../core/entities/message.ts";
import type { Receipt } from "../../core/entities/receipt.ts";
import type { MovedWatermarks, ReadState } from "../../core/entities/watermarks.ts";
import type { Kept } from "../support/builders-stored.ts";
import { noon } from "../support/builders.ts";
import { StoredTenant, numbered } from "../support/builders-stored.ts";

type Said = Partial<Pick<Receipt, "delivered" | "read" | "userVersion">>;

/** What is promised of how far members have received and read. */
export const receiptStoreContract = (kept: () => Kept): void => {
  describe("receipts", () => {
    let tenant: StoredTenant;
    beforeEach(() => {
      tenant = new StoredTenant(kept());
    });

    const receipt = (userId: string, { read = 0, delivered = read, userVersion = 0 }: Said, roomId = "lobby") => ({
      room: tenant.ref(roomId),
      userId,
      delivered,
      read,
      userVersion,
    });
    const applied = (receipts: readonly Receipt[], shownUpTo = 256): Promise<readonly MovedWatermarks[]> =>
      kept().unitOfWork.run((stores) =>
        stores.receipts.apply(
          receipts,
          receipts.map(() => shownUpTo),
        ),
      );
    const say = (userId: string, said: Said) => applied([receipt(userId, said)]);
    const mark = (userId: string, marker: number | null) => tenant.mark(userId, marker);
    const remove = (message: Message) =>
      kept().unitOfWork.run(async ({ rooms, messages }) => {
        const room = await rooms.lock(tenant.ref());
        const version = (room?.version ?? 0) + 1;
        const { mentions: _, ...rest } = message;
        await messages.delete([{ room: tenant.ref(), message: { ...rest, text: "", version, deletedAt: noon } }]);
        await rooms.saveCounters([{ ...room!, version, active: false }]);
      });
    const all = async () => (await kept().stores.receipts.page(tenant.ref(), undefined, 10)).receipts;
    const summary = (userId: string) => kept().stores.rooms.summary(tenant.ref(), userId);
    const unread = async (userId: string) => (await summary(userId))?.unread;
    const counts = async (userId: string): Promise<Counts | undefined> => {
      const { unread, unreadMentions } = (await summary(userId)) ?? {};
      return unread === undefined || unreadMentions === undefined ? undefined : { unread, unreadMentions };
    };

    it("begin where the membership begins, and are at the head at the most", async () => {
      await tenant.room(["alice"]);
      await tenant.post(numbered(3));
      await tenant.add(["bob"]);
      expect(await all()).toEqual([
        { userId: "alice", delivered: 0, read: 0 },
        { userId: "bob", delivered: 3, read: 3 },
      ]);
      expect(await say("alice", { read: 999 })).toEqual([
        { room: tenant.ref(), userId: "alice", delivered: 3, read: 3, marks: 1 },
      ]);
    });

    it("never go back, and say nothing when nothing moves", async () => {
      await tenant.room(["alice", "bob"]);
      await tenant.post(numbered(5));
      await say("bob", { delivered: 4, read: 2 });
      expect(await say("bob", { delivered: 3, read: 1 })).toEqual([]);
      expect(await say("bob", { delivered: 5, read: 1 })).toMatchObject([{ delivered: 5, read: 2, marks: 2 }]);
    });

    it("of who is no member, or no longer, are nobody's", async () => {
      await tenant.room(["alice", "bob"]);
      await tenant.post(numbered(5));
      await tenant.remove("bob");
      expect(await applied([receipt("bob", { read: 5 }), receipt("carol", { read: 5 })])).toEqual([]);
      await tenant.post(numbered(2));
      await tenant.add(["bob"]);
      expect(await all()).toEqual([
        { userId: "alice", delivered: 0, read: 0 },
        { userId: "bob", delivered: 7, read: 7 },
      ]);
    });

    it("of one batch count a room's marks up once, and not at all where the room is too large to show them", async () => {
      await tenant.room(["alice", "bob", "carol"]);
      await tenant.room(["alice", "bob"], "small");
      await tenant.post(numbered(2));
      await tenant.post(["hello"], "small");
      const batch = [receipt("bob", { read: 1 }), receipt("carol", { read: 2 }), receipt("bob", { read: 1 }, "small")];
      const moved = await applied(batch, 2);
      expect(moved.map(({ room, marks }) => [room.roomId, marks]).toSorted()).toEqual([
        ["lobby", undefined],
        ["lobby", undefined],
        ["small", 1],
      ]);
      const positions = [tenant.ref(), tenant.ref("small")].map((room) => ({ room, marks: 0 }));
      expect(await kept().stores.receipts.since(positions)).toEqual([
        {
          room: tenant.ref("small"),
          roomId: "small",
          prev: 0,
          marks: 1,
          receipts: [{ userId: "bob", delivered: 1, read: 1 }],
        },
      ]);
    });

    it("tell how far a message has come with those who were there and still are, but for its author", async () => {
      await tenant.room(["alice", "bob", "carol", "dave"]);
      const [message] = await tenant.post(["hello"]);
      await tenant.add(["erin"]);
      await tenant.remove("dave");
      await applied([receipt("bob", { delivered: 1 }), receipt("carol", { read: 1 })]);
      const { receipts } = kept().stores;
      expect(await receipts.reach(tenant.ref(), message!, undefined)).toEqual({
        members: 2,
        delivered: 2,
        read: 1,
      });
      const first = await receipts.pageOf(tenant.ref(), message!, undefined, 1);
      expect(first.receipts).toEqual([{ userId: "bob", delivered: 1, read: 0 }]);
      const rest = await receipts.pageOf(tenant.ref(), message!, undefined, 1, first.cursor);
      expect(rest).toEqual({ receipts: [{ userId: "carol", delivered: 1, read: 1 }] });
    });

    it("are over a marker when they tell of something read by who knew of it", async () => {
      await tenant.room(["alice", "bob"]);
      await tenant.post(numbered(3));
      await say("bob", { read: 3 });
      expect(await mark("bob", 1)).toEqual({ marker: 1 });
      expect([await unread("bob"), (await all())[1]?.read]).toEqual([2, 3]);
      const over = (said: Said) => kept().stores.receipts.overMarkers([receipt("bob", said)]);
      expect(await over({ read: 3, userVersion: 1 })).toEqual([]);
      expect(await over({ delivered: 3, userVersion: 2 })).toEqual([]);
      expect(await over({ read: 3, userVersion: 2 })).toHaveLength(1);
      expect(await mark("bob", null)).toEqual({});
      expect([await unread("bob"), await over({ read: 3, userVersion: 9 })]).toEqual([0, []]);
    });

    it("leave as many unread as there are, also where they are applied while posts are", async () => {
      await tenant.room(["alice", "bob"]);
      const authors = ["alice", "bob"] as const;
      const works = numbered(40).map((text, index) =>
        index % 3 === 0 ? say("bob", { read: index }) : tenant.post([text], "lobby", authors[index % 2]),
      );
      await Promise.all(works);
      const messages = await kept().stores.messages.page(tenant.ref(), { at: "end" }, 200);
      const { read = 0, unread: counted } = (await kept().stores.rooms.summary(tenant.ref(), "bob"))!;
      expect(counted).toBe(messages.filter(({ seq, authorId }) => seq > read && authorId !== "bob").length);
    });

    it("and all that was posted, deleted, joined, left and marked leave as many unread as one would count", async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
          tenant = new StoredTenant(kept());
          await tenant.room(["alice", "bob"]);
          const counted = new Counted();
          const posted: Message[] = [];
          for (const each of steps) {
            if (!counted.allows(each)) continue;
            if (each.act === "post" || each.act === "mention") {
              const named = each.act === "mention" ? othersOf(each) : [];
              posted.push(...(await tenant.post([each.act], "lobby", each.who, named)));
            }
            const some = posted[each.seq];
            if (each.act === "delete" && some) await remove(some);
            if (each.act === "read") await say(each.who, { read: each.seq });
            if (each.act === "receive") await say(each.who, { delivered: each.seq });
            if (each.act === "mark") await mark(each.who, each.seq);
            if (each.act === "unmark") await mark(each.who, null);
            if (each.act === "join") await tenant.add([each.who]);
            if (each.act === "leave") await tenant.remove(each.who);
            counted.take(each);
            for (const who of people) expect([who, await counts(who)]).toEqual([who, counted.unread(who)]);
          }
        }),
        { numRuns: 40 },
      );
    });
  });
};

const people = ["alice", "bob"] as const;
const acts = [
  "post", "post", "mention", "mention", "delete", "read", "read", "receive", "mark", "unmark", "join", "leave",
] as const; // prettier-ignore

type Counts = Pick<ReadState, "unread" | "unreadMentions">;

interface Step {
  readonly act: (typeof acts)[number];
  readonly who: (typeof people)[number];
  readonly seq: number;
  readonly named: readonly string[];
}

const step: fc.Arbitrary<Step> = fc.record({
  act: fc.constantFrom(...acts),
  who: fc.constantFrom(...people),
  seq: fc.nat({ max: 12 }),
  named: fc.subarray([...people], { minLength: 1 }),
});

/** Nobody mentions himself: whoever stores a message sees to that. */
const othersOf = ({ who, named }: Step): readonly string[] => named.filter((userId) => userId !== who);

interface Reader {
  joined: number;
  read: number;
  marker?: number | undefined;
}

/** The same by counting messages one by one. */
class Counted {
  readonly #messages: { readonly author: string; mentions: readonly string[] }[] = [];
  readonly #readers = new Map<string, Reader>(people.map((who) => [who, { joined: 0, read: 0 }]));

  allows({ act, who }: Step): boolean {
    return act === "join" ? !this.#readers.has(who) : this.#readers.has(who);
  }

  take(step: Step): void {
    const { act, who, seq } = step;
    const head = this.#messages.length;
    const reader = this.#readers.get(who);
    const deleted = this.#messages[seq];
    if (act === "post") this.#messages.push({ author: who, mentions: [] });
    if (act === "mention") this.#messages.push({ author: who, mentions: othersOf(step) });
    if (act === "delete" && deleted) deleted.mentions = [];
    if (act === "join") this.#readers.set(who, { joined: head, read: head });
    if (act === "leave") this.#readers.delete(who);
    if (!reader) return;
    if (act === "read") reader.read = Math.max(reader.read, Math.min(seq, head));
    if (act === "mark") reader.marker = Math.min(head, Math.max(seq, reader.joined));
    if (act === "unmark") reader.marker = undefined;
  }

  unread(who: string): Counts | undefined {
    const reader = this.#readers.get(who);
    if (!reader) return undefined;
    const above = this.#messages.slice(reader.marker ?? reader.read).filter(({ author }) => author !== who);
    return { unread: above.length, unreadMentions: above.filter(({ mentions }) => mentions.includes(who)).length };
  }
}

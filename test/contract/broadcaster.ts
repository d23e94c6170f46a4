import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import type { Notice } from "../../core/entities/notice.ts";
import type { Broadcaster, NoticeSource } from "../../core/ports/broadcaster.ts";
import { aMessageEvent, aRef, aUser, noon } from "../support/builders.ts";

export interface OpenBroadcaster {
  readonly broadcaster: Broadcaster;
  readonly source: NoticeSource;
  /** Resolves once the condition holds, however long a notice travels. */
  until(condition: () => boolean): Promise<void>;
  close(): Promise<void>;
}

const room = aRef();
const user = aUser("bob");
const other = aUser("carol");
const deadlineMs = 500;

const headAt = (version: number, of = room): Notice => ({ to: "head", room: of, version });
const heads = (count: number): Notice[] => Array.from({ length: count }, (_, index) => headAt(index + 1));

/** One of each kind, with everything that a notice may hold. */
const oneOfEach: readonly Notice[] = [
  { to: "room", room, events: [aMessageEvent(3, "naïve 👋 \ufeff"), aMessageEvent(4)] },
  headAt(4),
  { to: "typing", room, typing: { roomId: "lobby", userId: "bob", active: true, expiresInMs: 6_000 } },
  {
    to: "receipts",
    room,
    event: { roomId: "lobby", prev: 1, marks: 2, receipts: [{ userId: "bob", delivered: 3, read: 2 }] },
  },
  {
    to: "reader",
    user,
    events: [{ roomId: "hall", prev: 0, marks: 0, receipts: [{ userId: "bob", delivered: 3, read: 2 }] }],
  },
  { to: "presence", sighting: { user: other, online: false, lastSeenAt: noon, asOf: 1_767_268_800_000_001 } },
  { to: "presence", sighting: { user: other, online: true, asOf: 1_767_268_800_000_002 } },
  { to: "user", user, changes: [{ type: "joined", roomId: "lobby", prev: 6, version: 7 }] },
  { to: "author", user, rejected: { commandId: "c", roomId: "lobby", code: "forbidden", message: "No." } },
];

/** What every way to announce promises, whatever it is made of. */
export const broadcasterContract = (name: string, openOne: () => Promise<OpenBroadcaster>): void => {
  describe(`the broadcaster (${name})`, () => {
    let open: OpenBroadcaster;
    let heard: Notice[];
    beforeEach(async () => {
      open = await openOne();
      heard = [];
      open.source.subscribe((notice) => heard.push(notice));
    });
    afterEach(() => open.close());

    it("brings every kind of notice as it was", async () => {
      await open.source.watch([room], [user], [other]);
      await open.broadcaster.publish(oneOfEach, deadlineMs);
      await open.until(() => heard.length >= oneOfEach.length);
      expect(heard).toEqual(oneOfEach);
    });

    it("misses nothing once watch has resolved", async () => {
      await open.source.watch([room], []);
      await open.broadcaster.publish([headAt(1)], deadlineMs);
      await open.until(() => heard.length > 0);
      expect(heard).toEqual([headAt(1)]);
    });

    it("keeps the order of what is published one after the other, and of what is published together", async () => {
      await open.source.watch([room], []);
      const sent = heads(60);
      for (let from = 0; from < sent.length; from += 3) {
        await open.broadcaster.publish(sent.slice(from, from + 3), deadlineMs);
      }
      await open.until(() => heard.length >= sent.length);
      expect(heard).toEqual(sent);
    });

    it("says that it took what it was given", async () => {
      await open.source.watch([room], []);
      expect(await open.broadcaster.publish([headAt(1)], deadlineMs)).toBe(true);
      expect(await open.broadcaster.publish([], deadlineMs)).toBe(true);
    });

    it("takes a notice that nobody listens for", async () => {
      const notices = [headAt(1, aRef({ roomId: "elsewhere" }))];
      expect(await open.broadcaster.publish(notices, deadlineMs)).toBe(true);
    });

    it("never rejects and goes on when whoever listens fails", async () => {
      open.source.subscribe(() => {
        throw new TypeError("A mistake in the listener.");
      });
      await open.source.watch([room], []);
      await expect(open.broadcaster.publish([headAt(1), headAt(2)], deadlineMs)).resolves.toEqual(expect.any(Boolean));
      await open.until(() => heard.length >= 2);
      expect(heard).toEqual([headAt(1), headAt(2)]);
    });

    it("goes on for a room that is watched again", async () => {
      await open.source.watch([room], []);
      open.source.unwatch([room], []);
      await open.source.watch([room], []);
      await open.broadcaster.publish([headAt(1)], deadlineMs);
      await open.until(() => heard.length > 0);
      expect(heard).toEqual([headAt(1)]);
    });
  });
};

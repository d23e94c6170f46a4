import { expect, it } from "@jest/globals";
import fc from "fast-check";
import { aDeletion, aLockedRoom, aMember, aPost, aRef } from "../../test/support/builders.ts";
import { decideBatch } from "./batch.ts";
import type { BatchFacts } from "./batch-state.ts";
import type { Command, Recorded, RecordedMessage } from "./command.ts";
import { mentionsIn } from "./command.ts";
import type { ChangedMessage, Message } from "./message.ts";
import { roomKey } from "./refs.ts";
import type { LockedRoom } from "./room.ts";
import type { LastPost } from "./slow-mode.ts";

const roomIds = ["a", "b"];
const ref = (roomId: string) => aRef({ roomId });
const now = "2026-01-01T12:00:30.000Z";

/** Mallory is no member; few ids and texts, so that they clash. */
const command = fc.record({
  kind: fc.constantFrom("post", "post", "delete"),
  roomId: fc.constantFrom("a", "b", "nowhere"),
  authorId: fc.constantFrom("alice", "bob", "mallory"),
  id: fc.constantFrom("1", "2", "3", "4", "5"),
  text: fc.constantFrom("x", "y"),
  messageId: fc.constantFrom("1", "2", "3"),
  mentions: fc.constantFrom(undefined, undefined, ["bob"], ["alice", "bob", "mallory"]),
  second: fc.integer({ min: 10, max: 59 }),
});

/** What a database would hold of the decisions so far. */
class Stored {
  readonly told = new Map<string, string>();
  /** By room and `seq`, as the rows of the table beside the messages. */
  readonly mentions = new Map<string, Message["mentions"]>();
  #rooms: readonly LockedRoom[] = [
    aLockedRoom({ ref: ref("a"), version: 3 }),
    aLockedRoom({ ref: ref("b"), version: 3, slowMode: 4 }),
  ];
  #lastPosts: readonly LastPost[] = [];
  #recorded: Recorded = { messages: [], refusals: [], applications: [] };

  apply(batch: readonly Command[]): void {
    const decision = decideBatch(batch, this.#facts());
    const { messages, deleted, refusals, applications, advanced, told } = decision;
    const posts = messages.map(({ room, digest, message }) => ({
      ...message,
      authorId: message.authorId ?? "",
      room,
      digest,
    }));
    this.#recorded = {
      messages: [...this.#recorded.messages, ...posts].map((post) => after(post, deleted)),
      refusals: [...this.#recorded.refusals, ...refusals],
      applications: [...this.#recorded.applications, ...applications],
    };
    for (const { message } of messages) if (message.mentions) this.mentions.set(placeOf(message), message.mentions);
    for (const { message } of deleted) this.mentions.delete(placeOf(message));
    this.#lastPosts = [...this.#lastPosts, ...decision.lastPosts];
    const moved = new Map(advanced.map(({ active: _, ...room }) => [roomKey(room.ref), room]));
    this.#rooms = this.#rooms.map((room) => moved.get(roomKey(room.ref)) ?? room);
    for (const { command: of, code } of told) {
      this.told.set([of.room.roomId, of.authorId, of.id, of.digest].join("/"), code);
    }
  }

  get messages(): readonly RecordedMessage[] {
    return this.#recorded.messages;
  }

  get rooms(): readonly LockedRoom[] {
    return this.#rooms;
  }

  #facts(): BatchFacts {
    const room = (roomId: string, userId: string) => ({ ...aMember({ userId }), room: ref(roomId) });
    const members = roomIds.flatMap((roomId) => [room(roomId, "alice"), room(roomId, "bob")]);
    const recorded = this.#recorded;
    return {
      locked: this.#rooms,
      members,
      recorded,
      lastPosts: this.#lastPosts,
      deactivated: new Set(),
      blocked: [],
      invited: [],
      now,
    };
  }
}

const placeOf = ({ roomId, seq }: Message): string => `${roomId}/${seq}`;

const after = (post: RecordedMessage, deleted: readonly ChangedMessage[]): RecordedMessage => {
  const tombstone = deleted.findLast(({ room, message }) => room === post.room && message.id === post.id);
  return tombstone ? { ...post, ...tombstone.message } : post;
};

/** A stream of commands in which parts come again, cut into batches anywhere. */
const stream = fc
  .record({
    commands: fc.array(command, { minLength: 1, maxLength: 30 }),
    cuts: fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 30 }),
    again: fc.array(fc.nat(), { maxLength: 10 }),
  })
  .map(({ commands, cuts, again }) => {
    const sent = commands.map(({ kind, roomId, authorId, id, text, messageId, mentions, second }): Command => {
      const common = { room: ref(roomId), authorId, id, acceptedAt: `2026-01-01T12:00:${second}.000Z` };
      return kind === "post"
        ? aPost({ ...common, text, ...(mentions && { mentions }) })
        : aDeletion({ ...common, messageId });
    });
    return { sent, cuts, again };
  });

/** After each batch some of what came so far is delivered once more, as after a crash before the acknowledgement. */
const inPieces = (sent: readonly Command[], cuts: readonly number[], again: readonly number[]): Stored => {
  const stored = new Stored();
  for (let from = 0, batch = 0; from < sent.length; batch += 1) {
    const to = from + (cuts[batch % cuts.length] ?? 1);
    stored.apply(sent.slice(from, to));
    const back = again[batch];
    if (back !== undefined) stored.apply(sent.slice(Math.max(0, from - (back % 4)), to));
    from = to;
  }
  return stored;
};

it("ends the same however a stream of commands is cut, repeated and delivered again", () => {
  fc.assert(
    fc.property(stream, ({ sent, cuts, again }) => {
      const whole = inPieces(sent, [sent.length], []);
      const pieces = inPieces(sent, cuts, again);
      expect(pieces.messages.toSorted(byRoom)).toEqual(whole.messages.toSorted(byRoom));
      expect(pieces.rooms).toEqual(whole.rooms);
      expect(pieces.told).toEqual(whole.told);
      expect(pieces.mentions).toEqual(whole.mentions);
    }),
  );
});

it("mentions members other than the author alone, and nobody where the message is gone", () => {
  fc.assert(
    fc.property(stream, ({ sent, cuts, again }) => {
      const { messages, mentions } = inPieces(sent, cuts, again);
      for (const { room, seq, authorId, id, digest, deletedAt } of messages) {
        const post = sent.find((each) => each.id === id && each.digest === digest && each.authorId === authorId);
        const others = mentionsIn(post!).filter((userId) => userId !== authorId && userId !== "mallory");
        const kept = others.length > 0 && deletedAt === undefined ? others : undefined;
        expect(mentions.get(`${room.roomId}/${seq}`)).toEqual(kept);
      }
    }),
  );
});

it("keeps a pace of 4 s in slow mode, also where accept times go back and forth", () => {
  fc.assert(
    fc.property(stream, ({ sent, cuts, again }) => {
      const { messages } = inPieces(sent, cuts, again);
      for (const author of ["alice", "bob"]) {
        const own = messages.filter(({ room, authorId }) => room.roomId === "b" && authorId === author);
        const times = own.map(({ createdAt }) => Date.parse(createdAt));
        times.slice(1).forEach((time, index) => expect(time - times[index]!).toBeGreaterThanOrEqual(4_000));
      }
    }),
  );
});

it("numbers every room 1, 2, 3, with a version for each post and each delete, and dates nothing in the future", () => {
  fc.assert(
    fc.property(stream, ({ sent, cuts, again }) => {
      const { messages, rooms } = inPieces(sent, cuts, again);
      for (const { ref: room, seq, version } of rooms) {
        const own = messages.filter((message) => message.room.roomId === room.roomId);
        const deleted = own.filter(({ deletedAt }) => deletedAt !== undefined);
        expect(own.map((message) => message.seq)).toEqual(own.map((_, index) => index + 1));
        expect(new Set(own.map((message) => message.version)).size).toBe(own.length);
        expect([seq, version]).toEqual([own.length, own.length + deleted.length + 3]);
      }
      expect(messages.filter(({ createdAt }) => createdAt > now)).toEqual([]);
      expect(messages.filter(({ authorId }) => authorId === "mallory")).toEqual([]);
    }),
  );
});

const byRoom = (a: RecordedMessage, b: RecordedMessage): number =>
  a.room.roomId.localeCompare(b.room.roomId) || a.seq - b.seq;

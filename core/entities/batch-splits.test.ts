import { expect, it } from "@jest/globals";
import fc from "fast-check";
import { aLockedRoom, aMember, aPost, aRef, digestOf } from "../../test/support/builders.ts";
import type { BatchFacts } from "./batch.ts";
import { decideBatch } from "./batch.ts";
import type { Command, Recorded } from "./command.ts";
import type { Message } from "./message.ts";
import { roomKey } from "./refs.ts";
import type { LockedRoom } from "./room.ts";

const roomIds = ["a", "b"];
const ref = (roomId: string) => aRef({ roomId });
const now = "2026-01-01T12:00:30.000Z";

/** Mallory is no member; few ids and texts, so that they clash. */
const command = fc.record({
  roomId: fc.constantFrom("a", "b", "nowhere"),
  authorId: fc.constantFrom("alice", "bob", "mallory"),
  id: fc.constantFrom("1", "2", "3", "4", "5"),
  text: fc.constantFrom("x", "y"),
  second: fc.integer({ min: 10, max: 59 }),
});

/** What a database would hold of the decisions so far. */
class Stored {
  readonly messages: Message[] = [];
  readonly told = new Map<string, string>();
  #rooms: readonly LockedRoom[] = roomIds.map((roomId) => aLockedRoom({ ref: ref(roomId), version: 3 }));
  #recorded: Recorded = { messages: [], refusals: [] };

  apply(batch: readonly Command[]): void {
    const decision = decideBatch(batch, this.#facts());
    const posts = decision.messages.map(({ room, digest, message }) => ({ ...message, room, digest }));
    this.messages.push(...decision.messages.map(({ message }) => message));
    this.#recorded = {
      messages: [...this.#recorded.messages, ...posts],
      refusals: [...this.#recorded.refusals, ...decision.refusals],
    };
    const advanced = new Map(decision.advanced.map((room) => [roomKey(room.ref), room]));
    this.#rooms = this.#rooms.map((room) => advanced.get(roomKey(room.ref)) ?? room);
    for (const { command: of, code } of decision.told) {
      this.told.set([of.room.roomId, of.authorId, of.id, of.text].join("/"), code);
    }
  }

  get rooms(): readonly LockedRoom[] {
    return this.#rooms;
  }

  #facts(): BatchFacts {
    const room = (roomId: string, userId: string) => ({ ...aMember({ userId }), room: ref(roomId) });
    const members = roomIds.flatMap((roomId) => [room(roomId, "alice"), room(roomId, "bob")]);
    return { locked: this.#rooms, members, recorded: this.#recorded, now };
  }
}

/** A stream of commands in which parts come again, cut into batches anywhere. */
const stream = fc
  .record({
    commands: fc.array(command, { minLength: 1, maxLength: 30 }),
    cuts: fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 30 }),
    again: fc.array(fc.nat(), { maxLength: 10 }),
  })
  .map(({ commands, cuts, again }) => {
    const sent = commands.map(({ roomId, authorId, id, text, second }) =>
      aPost({
        room: ref(roomId),
        authorId,
        id,
        text,
        digest: digestOf(text),
        acceptedAt: `2026-01-01T12:00:${second}.000Z`,
      }),
    );
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
    }),
  );
});

it("numbers every room 1, 2, 3 with a version each, and dates nothing in the future", () => {
  fc.assert(
    fc.property(stream, ({ sent, cuts, again }) => {
      const { messages, rooms } = inPieces(sent, cuts, again);
      for (const { ref: room, seq, version } of rooms) {
        const own = messages.filter(({ roomId }) => roomId === room.roomId);
        expect(own.map((message) => message.seq)).toEqual(own.map((_, index) => index + 1));
        expect(own.map((message) => message.version)).toEqual(own.map((_, index) => index + 4));
        expect([seq, version]).toEqual([own.length, own.length + 3]);
      }
      expect(messages.filter(({ createdAt }) => createdAt > now)).toEqual([]);
      expect(messages.filter(({ authorId }) => authorId === "mallory")).toEqual([]);
    }),
  );
});

const byRoom = (a: Message, b: Message): number => a.roomId.localeCompare(b.roomId) || a.seq - b.seq;

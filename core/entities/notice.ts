import { catalogue } from "../errors.ts";
import type { BatchDecision } from "./batch.ts";
import type { MeChange, Rejected, RoomEvent } from "./event.ts";
import type { Sighting } from "./presence.ts";
import type { RoomRef, UserRef } from "./refs.ts";
import type { TokenTerms } from "./token-terms.ts";
import { roomKey, userKey, userOf } from "./refs.ts";
import type { Typing } from "./typing.ts";
import type { MovedWatermarks, ReceiptsEvent, Watermarks } from "./watermarks.ts";

/** What the processes that hold sockets are told. */
export type Notice =
  /** Which tokens of the user count from now on: it ends sessions. */
  | { readonly to: "tokens"; readonly user: UserRef; readonly terms: TokenTerms }
  | { readonly to: "room"; readonly room: RoomRef; readonly events: readonly RoomEvent[] }
  /** The room has come this far; whoever is behind reads the feed. */
  | { readonly to: "head"; readonly room: RoomRef; readonly version: number }
  | { readonly to: "receipts"; readonly room: RoomRef; readonly event: ReceiptsEvent }
  /** One's own, where others are not shown all of it; they stand for no marks. */
  | { readonly to: "reader"; readonly user: UserRef; readonly events: readonly ReceiptsEvent[] }
  /** Whoever does not hear it now never does. */
  | { readonly to: "typing"; readonly room: RoomRef; readonly typing: Typing }
  | { readonly to: "user"; readonly user: UserRef; readonly changes: readonly MeChange[] }
  | { readonly to: "author"; readonly user: UserRef; readonly rejected: Rejected }
  | PresenceNotice;

/** A user has come, or gone: for those who watch the user, whoever these are. */
export interface PresenceNotice {
  readonly to: "presence";
  readonly sighting: Sighting;
}

/** Tells the author of a command that it was refused. */
export const refusalNotice = ({ command, code }: BatchDecision["told"][number]): Notice => ({
  to: "author",
  user: userOf(command.room, command.authorId),
  rejected: { commandId: command.id, roomId: command.room.roomId, code, message: catalogue[code].title },
});

/** What a batch tells: the changed messages of each room together, and every refusal to its author. */
export const batchNotices = (decision: BatchDecision): readonly Notice[] => {
  const events = eventsByRoom(decision);
  const rooms = decision.advanced.map(({ ref }): Notice => ({
    to: "room",
    room: ref,
    events: events.get(roomKey(ref)) ?? [],
  }));
  const heads = decision.repeatedIn
    .filter(({ ref }) => !events.has(roomKey(ref)))
    .map(({ ref, version }): Notice => ({ to: "head", room: ref, version }));
  return [...rooms, ...heads, ...decision.told.map(refusalNotice)];
};

/** In one pass: a batch may hold hundreds of messages of hundreds of rooms. */
const eventsByRoom = ({ changed }: BatchDecision): ReadonlyMap<string, readonly RoomEvent[]> => {
  const events = new Map<string, RoomEvent[]>();
  for (const { room, message } of changed) {
    const { roomId } = room;
    const { version } = message;
    const ofRoom = events.get(roomKey(room)) ?? [];
    ofRoom.push({ type: "message", roomId, prev: version - 1, version, message });
    events.set(roomKey(room), ofRoom);
  }
  return events;
};

const watermarksOf = ({ userId, delivered, read }: MovedWatermarks): Watermarks => ({ userId, delivered, read });

/** What moved in each room together; where others are not shown all of it, to each member their own. */
export const receiptNotices = (moved: readonly MovedWatermarks[]): readonly Notice[] => {
  const rooms = new Map<string, { room: RoomRef; marks: number; receipts: Watermarks[] }>();
  const readers = new Map<string, { user: UserRef; events: ReceiptsEvent[] }>();
  for (const each of moved) {
    const { room, userId, marks, shown } = each;
    if (marks === undefined || shown) {
      const user = userOf(room, userId);
      const reader = readers.get(userKey(user)) ?? { user, events: [] };
      reader.events.push({ roomId: room.roomId, prev: 0, marks: 0, receipts: [watermarksOf(each)] });
      readers.set(userKey(user), reader);
    }
    if (marks !== undefined) {
      const told = rooms.get(roomKey(room)) ?? { room, marks, receipts: [] };
      told.receipts.push(shown ?? watermarksOf(each));
      rooms.set(roomKey(room), told);
    }
  }
  return [
    ...[...rooms.values()].map(({ room, marks, receipts }): Notice => ({
      to: "receipts",
      room,
      event: { roomId: room.roomId, prev: marks - 1, marks, receipts },
    })),
    ...[...readers.values()].map(({ user, events }): Notice => ({ to: "reader", user, events })),
  ];
};

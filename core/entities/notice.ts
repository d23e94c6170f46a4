import { catalogue } from "../errors.ts";
import type { BatchDecision } from "./batch.ts";
import type { MeChange, Rejected, RoomEvent } from "./event.ts";
import type { RoomRef, UserRef } from "./refs.ts";
import type { TokenTerms } from "./token-terms.ts";
import { roomKey, userOf } from "./refs.ts";

/** What the processes that hold sockets are told. */
export type Notice =
  /** Which tokens of the user count from now on: it ends sessions. */
  | { readonly to: "tokens"; readonly user: UserRef; readonly terms: TokenTerms }
  | { readonly to: "room"; readonly room: RoomRef; readonly events: readonly RoomEvent[] }
  /** The room has come this far; whoever is behind reads the feed. */
  | { readonly to: "head"; readonly room: RoomRef; readonly version: number }
  | { readonly to: "user"; readonly user: UserRef; readonly changes: readonly MeChange[] }
  | { readonly to: "author"; readonly user: UserRef; readonly rejected: Rejected };

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

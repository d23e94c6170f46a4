import { catalogue } from "../errors.ts";
import type { BatchDecision } from "./batch.ts";
import type { MeChange, Rejected, RoomEvent } from "./event.ts";
import type { RoomRef, UserRef } from "./refs.ts";
import { roomKey, userOf } from "./refs.ts";

/** What the processes that hold sockets are told. */
export type Notice =
  | { readonly to: "room"; readonly room: RoomRef; readonly events: readonly RoomEvent[] }
  /** The room has come this far; whoever is behind reads the feed. */
  | { readonly to: "head"; readonly room: RoomRef; readonly version: number }
  | { readonly to: "user"; readonly user: UserRef; readonly changes: readonly MeChange[] }
  | { readonly to: "author"; readonly user: UserRef; readonly rejected: Rejected };

/** What a batch tells: the new messages of each room together, and every refusal to its author. */
export const batchNotices = (decision: BatchDecision): readonly Notice[] => {
  const advanced = new Set(decision.advanced.map(({ ref }) => roomKey(ref)));
  const rooms = decision.advanced.map(({ ref }): Notice => ({
    to: "room",
    room: ref,
    events: messageEvents(decision, ref),
  }));
  const heads = decision.repeatedIn
    .filter(({ ref }) => !advanced.has(roomKey(ref)))
    .map(({ ref, version }): Notice => ({ to: "head", room: ref, version }));
  const refused = decision.told.map(({ command, code }): Notice => ({
    to: "author",
    user: userOf(command.room, command.authorId),
    rejected: { commandId: command.id, roomId: command.room.roomId, code, message: catalogue[code].title },
  }));
  return [...rooms, ...heads, ...refused];
};

const messageEvents = ({ messages }: BatchDecision, room: RoomRef): readonly RoomEvent[] =>
  messages
    .filter((each) => roomKey(each.room) === roomKey(room))
    .map(({ message }) => ({
      type: "message",
      roomId: room.roomId,
      prev: message.version - 1,
      version: message.version,
      message,
    }));

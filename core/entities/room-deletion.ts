import type { RoomChangedEvent } from "./event.ts";
import type { Notice } from "./notice.ts";
import type { RoomRef } from "./refs.ts";
import { userOf } from "./refs.ts";
import type { LockedRoom, Room } from "./room.ts";

/** @param room as it was stored, with its `deletedAt`; the last version of a room tells of it. */
export const deletedNotice = ({ ref, version: prev }: LockedRoom, room: Room): Notice & { readonly to: "room" } => {
  const event: RoomChangedEvent = { type: "room", roomId: ref.roomId, prev, version: prev + 1, room };
  return { to: "room", room: ref, events: [event] };
};

/** @param version the user's that tells of it */
export const bereftNotice = (room: RoomRef, userId: string, version: number): Notice => ({
  to: "user",
  user: userOf(room, userId),
  changes: [{ type: "left", roomId: room.roomId, prev: version - 1, version, deleted: true }],
});

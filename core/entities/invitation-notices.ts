import type { MeChange } from "./event.ts";
import type { Invitation } from "./invitation.ts";
import type { Notice } from "./notice.ts";
import type { RoomRef } from "./refs.ts";
import { userOf } from "./refs.ts";

const toUser = (room: RoomRef, userId: string, change: MeChange): Notice => ({
  to: "user",
  user: userOf(room, userId),
  changes: [change],
});

/** @param version the user's that tells of it */
export const invitedNotice = (room: RoomRef, invitation: Invitation, version: number): Notice =>
  toUser(room, invitation.userId, { type: "invited", roomId: room.roomId, prev: version - 1, version, invitation });

export const uninvitedNotice = (room: RoomRef, userId: string, version: number): Notice =>
  toUser(room, userId, { type: "uninvited", roomId: room.roomId, prev: version - 1, version });

import type { MeChange } from "./event.ts";
import type { Role } from "./member.ts";
import type { Notice } from "./notice.ts";
import type { RoomRef } from "./refs.ts";
import { userOf } from "./refs.ts";

/** Lets a user see a room and come in. It is over when it is declined or withdrawn, or the membership begins. */
export interface Invitation {
  readonly roomId: string;
  readonly userId: string;
  /** What they will be. */
  readonly role: Exclude<Role, "owner">;
  readonly invitedBy: string;
  /** RFC 3339. */
  readonly at: string;
}

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

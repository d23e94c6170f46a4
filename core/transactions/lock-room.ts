import type { Member } from "../entities/member.ts";
import type { RoomRef } from "../entities/refs.ts";
import type { LockedRoom } from "../entities/room.ts";
import { roomNotFound } from "../errors.ts";
import type { Stores } from "../ports/unit-of-work.ts";

export interface LockedWithMembers {
  readonly room: LockedRoom;
  /** Ended memberships too; nothing where there is none. In the order asked for. */
  readonly members: readonly (Member | undefined)[];
}

/** The lock guards the rows of members as well. @throws ChatError `room_not_found` */
export const lockRoom = async (
  stores: Stores,
  ref: RoomRef,
  userIds: readonly string[],
): Promise<LockedWithMembers> => {
  const room = await stores.rooms.lock(ref);
  if (!room) throw roomNotFound();
  const found = await stores.members.findMany(userIds.map((userId) => ({ room: ref, userId })));
  const byId = new Map(found.map(({ room: _, ...member }) => [member.userId, member]));
  return { room, members: userIds.map((userId) => byId.get(userId)) };
};

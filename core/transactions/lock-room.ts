import type { Invitation } from "../entities/invitation.ts";
import type { Member } from "../entities/member.ts";
import { isCurrent } from "../entities/member.ts";
import type { RoomRef } from "../entities/refs.ts";
import type { LockedRoom } from "../entities/room.ts";
import { roomNotFound } from "../errors.ts";
import type { Stores } from "../ports/unit-of-work.ts";

export interface LockedWithMembers {
  /** `isInvited`: the first user asked for. */
  readonly room: LockedRoom & { readonly isInvited?: true };
  /** Ended memberships too; nothing where there is none. In the order asked for. */
  readonly members: readonly (Member | undefined)[];
  /** By which the first user asked for may come in. */
  readonly invitation?: Invitation;
}

/**
 * The lock guards the rows of members as well. It costs two round trips, and one more where the first user is no member.
 * @param userIds who asks comes first
 * @throws ChatError `room_not_found`
 */
export const lockRoom = async (
  stores: Stores,
  ref: RoomRef,
  userIds: readonly [actor: string, ...others: string[]],
): Promise<LockedWithMembers> => {
  const room = await stores.rooms.lock(ref);
  if (!room) throw roomNotFound();
  const found = await stores.members.findMany(userIds.map((userId) => ({ room: ref, userId })));
  const byId = new Map(found.map(({ room: _, ...member }) => [member.userId, member]));
  const members = userIds.map((userId) => byId.get(userId));
  const [invitation] = isCurrent(members[0]) ? [] : await stores.invitations.open(ref, [userIds[0]]);
  return invitation ? { room: { ...room, isInvited: true }, members, invitation } : { room, members };
};

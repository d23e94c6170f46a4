import type { Role } from "../entities/member.ts";
import type { MembershipPlan } from "../entities/membership.ts";
import { planBeginnings } from "../entities/membership.ts";
import type { Limits } from "../entities/limits.ts";
import { mostOf } from "../entities/limits.ts";
import type { LockedRoom } from "../entities/room.ts";
import { ChatError } from "../errors.ts";
import type { Stores } from "../ports/unit-of-work.ts";

/** Counted under the users' locks, so that two rooms cannot both be the last. */
const refuseCrowded = (counts: ReadonlyMap<string, number>, most: number): void => {
  const [crowded] = [...counts].find(([, rooms]) => rooms >= most) ?? [];
  if (crowded === undefined) return;
  throw new ChatError("too_many_rooms", `The user ${crowded} is in ${most} rooms; leave one first.`);
};

/** Counted under the room's lock. */
const refuseFull = ({ memberCount }: LockedRoom, more: number, most: number): void => {
  if (memberCount + more > most) throw new ChatError("room_full", `The room may have ${most} members.`);
};

/**
 * Makes these users members of a locked room. Its lock guards the rows of its members; those of users are locked after it.
 * @param limits of the room's tenant
 * @param members nobody who is a current member. They are told in the order given.
 * @returns what is to be announced after the commit.
 * @throws ChatError `too_many_rooms`, `room_full`
 */
export const beginMemberships = async (
  stores: Stores,
  limits: Limits,
  room: LockedRoom,
  members: readonly { readonly userId: string; readonly role: Role }[],
): Promise<MembershipPlan> => {
  const { ref } = room;
  const userIds = members.map(({ userId }) => userId);
  refuseFull(room, members.length, mostOf(limits, "members-per-room"));
  await stores.users.ensure(ref.tenantId, userIds);
  const versions = await stores.users.bump(ref.tenantId, userIds);
  refuseCrowded(await stores.members.roomCounts(ref.tenantId, userIds), mostOf(limits, "rooms-per-user"));
  const plan = planBeginnings(
    room,
    members.map((member) => ({ ...member, userVersion: versions.get(member.userId) ?? 0 })),
  );
  await stores.members.begin(ref, plan.rows);
  await stores.invitations.forget(ref, userIds);
  await stores.rooms.saveCounters([{ ref, active: false, ...plan.counters }]);
  return plan;
};

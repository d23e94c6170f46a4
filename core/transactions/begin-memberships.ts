import type { Role } from "../entities/member.ts";
import type { MembershipPlan } from "../entities/membership.ts";
import { planBeginnings } from "../entities/membership.ts";
import type { LockedRoom } from "../entities/room.ts";
import type { Stores } from "../ports/unit-of-work.ts";

/**
 * Makes these users members of a locked room. Its lock guards the rows of its members; those of users are locked after it.
 * @param members nobody who is a current member. They are told in the order given.
 * @returns what is to be announced after the commit.
 */
export const beginMemberships = async (
  stores: Stores,
  room: LockedRoom,
  members: readonly { readonly userId: string; readonly role: Role }[],
): Promise<MembershipPlan> => {
  const { ref } = room;
  const userIds = members.map(({ userId }) => userId);
  await stores.users.ensure(ref.tenantId, userIds);
  const versions = await stores.users.bump(ref.tenantId, userIds);
  const plan = planBeginnings(
    room,
    members.map((member) => ({ ...member, userVersion: versions.get(member.userId) ?? 0 })),
  );
  await stores.members.begin(ref, plan.rows);
  await stores.rooms.saveCounters([{ ref, active: false, ...plan.counters }]);
  return plan;
};

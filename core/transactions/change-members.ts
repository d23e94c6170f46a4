import type { Member } from "../entities/member.ts";
import type { MembershipPlan } from "../entities/membership.ts";
import { planMembers } from "../entities/membership.ts";
import type { LockedRoom } from "../entities/room.ts";
import type { Stores } from "../ports/unit-of-work.ts";

/**
 * Counts what was changed of members of a locked room.
 * @param changed the rows as they were stored with the versions that follow on from the room's, in that order
 * @returns what is to be announced after the commit
 */
export const changeMembers = async (
  { rooms }: Stores,
  room: LockedRoom,
  changed: readonly Member[],
): Promise<MembershipPlan> => {
  const plan = planMembers(room, changed);
  await rooms.saveCounters([{ ref: room.ref, active: false, ...plan.counters }]);
  return plan;
};

import type { MembershipPlan } from "../entities/membership.ts";
import { planEnding } from "../entities/membership.ts";
import type { LockedRoom } from "../entities/room.ts";
import type { Stores } from "../ports/unit-of-work.ts";

/** Of a current member of a locked room. @returns what is to be announced after the commit. */
export const endMembership = async (stores: Stores, room: LockedRoom, userId: string): Promise<MembershipPlan> => {
  const { ref, version } = room;
  const versions = await stores.users.bump(ref.tenantId, [userId]);
  const userVersion = versions.get(userId) ?? 0;
  const plan = planEnding(room, await stores.members.end(ref, userId, version + 1, userVersion), userVersion);
  await stores.rooms.saveCounters([{ ref, active: false, ...plan.counters }]);
  return plan;
};

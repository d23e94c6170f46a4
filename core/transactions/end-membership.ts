import type { MembershipPlan } from "../entities/membership.ts";
import { planEnding } from "../entities/membership.ts";
import { userOf } from "../entities/refs.ts";
import type { LockedRoom } from "../entities/room.ts";
import type { Stores } from "../ports/unit-of-work.ts";
import { bumpUser } from "./bump-user.ts";

/** Of a current member of a locked room. @returns what is to be announced after the commit. */
export const endMembership = async (stores: Stores, room: LockedRoom, userId: string): Promise<MembershipPlan> => {
  const { ref, version } = room;
  const userVersion = await bumpUser(stores, userOf(ref, userId));
  const plan = planEnding(room, await stores.members.end(ref, userId, version + 1, userVersion), userVersion);
  await stores.rooms.saveCounters([{ ref, active: false, ...plan.counters }]);
  return plan;
};

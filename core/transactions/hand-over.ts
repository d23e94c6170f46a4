import type { Member } from "../entities/member.ts";
import type { MembershipPlan } from "../entities/membership.ts";
import { planMembers } from "../entities/membership.ts";
import type { LockedRoom } from "../entities/room.ts";
import type { Stores } from "../ports/unit-of-work.ts";

/**
 * Makes another member the owner of a locked room, and the owner a moderator: in this order, since a room has one owner at most.
 * @returns what is to be announced after the commit; the last event is the new owner's.
 */
export const handOver = async (
  { members, rooms }: Stores,
  room: LockedRoom,
  owner: Member,
  successor: Member,
): Promise<MembershipPlan> => {
  const [first, second] = [room.version + 1, room.version + 2];
  const plan = planMembers(room, [
    { version: first, member: await members.setRole(room.ref, owner.userId, "moderator", first) },
    { version: second, member: await members.setRole(room.ref, successor.userId, "owner", second) },
  ]);
  await rooms.saveCounters([{ ref: room.ref, active: false, ...plan.counters }]);
  return plan;
};

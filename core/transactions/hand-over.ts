import type { Member } from "../entities/member.ts";
import type { MembershipPlan } from "../entities/membership.ts";
import type { LockedRoom } from "../entities/room.ts";
import type { Stores } from "../ports/unit-of-work.ts";
import { changeMembers } from "./change-members.ts";

export interface HandedOver {
  readonly owner: Member;
  /** What is to be announced after the commit. */
  readonly plan: MembershipPlan;
}

/** Makes another member the owner of a locked room, and the owner a moderator: in this order, since a room has one owner at most. */
export const handOver = async (
  stores: Stores,
  room: LockedRoom,
  before: Member,
  successor: Member,
): Promise<HandedOver> => {
  const former = await stores.members.setRole(room.ref, before.userId, "moderator", room.version + 1);
  const owner = await stores.members.setRole(room.ref, successor.userId, "owner", room.version + 2);
  return { owner, plan: await changeMembers(stores, room, [former, owner]) };
};

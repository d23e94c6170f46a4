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

/** Makes a member the owner of a locked room, and its owner a moderator: in this order, since a room has one owner at most. */
export const handOver = async (stores: Stores, room: LockedRoom, successor: Member): Promise<HandedOver> => {
  const before = await stores.members.owner(room.ref);
  const former = before && (await stores.members.setRole(room.ref, before.userId, "moderator", room.version + 1));
  const version = room.version + (former ? 2 : 1);
  const owner = await stores.members.setRole(room.ref, successor.userId, "owner", version);
  return { owner, plan: await changeMembers(stores, room, former ? [former, owner] : [owner]) };
};

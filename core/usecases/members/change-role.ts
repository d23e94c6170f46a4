import type { Actor } from "../../entities/actor.ts";
import type { Member, Role } from "../../entities/member.ts";
import { isCurrent } from "../../entities/member.ts";
import type { MembershipPlan } from "../../entities/membership.ts";
import { assertMay, assertOutranks } from "../../entities/permissions.ts";
import type { RoomRef } from "../../entities/refs.ts";
import { roomOf } from "../../entities/refs.ts";
import { ChatError } from "../../errors.ts";
import type { Broadcaster } from "../../ports/broadcaster.ts";
import { announceMs } from "../../ports/broadcaster.ts";
import type { Stores, UnitOfWork } from "../../ports/unit-of-work.ts";
import { changeMembers } from "../../transactions/change-members.ts";
import { handOver } from "../../transactions/hand-over.ts";
import { lockRoom } from "../../transactions/lock-room.ts";

export interface ChangeRoleInput {
  readonly actor: Actor;
  readonly roomId: string;
  readonly userId: string;
  /** `owner` hands the room over: the former owner is a moderator from then on. */
  readonly role: Role;
}

interface Changed {
  readonly member: Member;
  /** Nothing when the member has had that role already. */
  readonly plan?: MembershipPlan;
}

export class ChangeRole {
  readonly #unitOfWork: UnitOfWork;
  readonly #broadcaster: Broadcaster;

  constructor(unitOfWork: UnitOfWork, broadcaster: Broadcaster) {
    this.#unitOfWork = unitOfWork;
    this.#broadcaster = broadcaster;
  }

  /** @returns the membership as it is now. @throws ChatError `room_not_found`, `forbidden`, `user_not_found` */
  async execute({ actor, roomId, userId, role }: ChangeRoleInput): Promise<Member> {
    const room = roomOf(actor, roomId);
    const { member, plan } = await this.#unitOfWork.run((stores) => change(stores, room, actor, userId, role));
    if (plan) await this.#broadcaster.publish(plan.notices, announceMs);
    return member;
  }
}

const change = async (stores: Stores, ref: RoomRef, actor: Actor, userId: string, role: Role): Promise<Changed> => {
  const { room, members } = await lockRoom(stores, ref, [actor.userId, userId]);
  const [self, member] = members;
  assertMay(role === "owner" ? "hand_over" : "change_roles", { ...room, member: self }, actor);
  if (!isCurrent(member)) throw new ChatError("user_not_found");
  if (member.role === role) return { member };
  if (role === "owner") {
    const { owner, plan } = await handOver(stores, room, member);
    await stores.audit.record([{ actor, action: "room.handed_over", room: ref, target: userId }]);
    return { member: owner, plan };
  }
  assertOutranks(actor, self, member.role);
  assertOutranks(actor, self, role);
  const changed = await stores.members.setRole(ref, userId, role, room.version + 1);
  const details = { from: member.role, to: role };
  await stores.audit.record([{ actor, action: "member.role_changed", room: ref, target: userId, details }]);
  return { member: changed, plan: await changeMembers(stores, room, [changed]) };
};

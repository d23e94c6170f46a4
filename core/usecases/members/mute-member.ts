import type { Actor } from "../../entities/actor.ts";
import type { Member } from "../../entities/member.ts";
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
import { lockRoom } from "../../transactions/lock-room.ts";

export interface MuteMemberInput {
  readonly actor: Actor;
  readonly roomId: string;
  readonly userId: string;
  /** From now on, by the database's clock; `null` lets the member speak again. */
  readonly seconds: number | null;
}

export class MuteMember {
  readonly #unitOfWork: UnitOfWork;
  readonly #broadcaster: Broadcaster;

  constructor(unitOfWork: UnitOfWork, broadcaster: Broadcaster) {
    this.#unitOfWork = unitOfWork;
    this.#broadcaster = broadcaster;
  }

  /** @returns the membership as it is now. @throws ChatError `room_not_found`, `forbidden`, `user_not_found` */
  async execute(input: MuteMemberInput): Promise<Member> {
    const ref = roomOf(input.actor, input.roomId);
    const { member, plan } = await this.#unitOfWork.run((stores) => mute(stores, ref, input));
    await this.#broadcaster.publish(plan.notices, announceMs);
    return member;
  }
}

const mute = async (
  stores: Stores,
  ref: RoomRef,
  { actor, userId, seconds }: MuteMemberInput,
): Promise<{ readonly member: Member; readonly plan: MembershipPlan }> => {
  const { room, members } = await lockRoom(stores, ref, [actor.userId, userId]);
  const [self, member] = members;
  assertMay("mute_members", { ...room, member: self }, actor);
  if (!isCurrent(member)) throw new ChatError("user_not_found");
  assertOutranks(actor, self, member.role);
  const muted = await stores.members.mute(ref, userId, seconds, room.version + 1);
  const action = seconds === null ? "member.unmuted" : "member.muted";
  await stores.audit.record([{ actor, action, room: ref, target: userId, details: { seconds } }]);
  return { member: muted, plan: await changeMembers(stores, room, [muted]) };
};

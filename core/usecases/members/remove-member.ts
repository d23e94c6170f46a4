import type { Actor } from "../../entities/actor.ts";
import { isCurrent } from "../../entities/member.ts";
import type { MembershipPlan } from "../../entities/membership.ts";
import { assertMay, assertOutranks } from "../../entities/permissions.ts";
import type { RoomRef } from "../../entities/refs.ts";
import { roomOf } from "../../entities/refs.ts";
import { ChatError } from "../../errors.ts";
import type { Broadcaster } from "../../ports/broadcaster.ts";
import { announceMs } from "../../ports/broadcaster.ts";
import type { Stores, UnitOfWork } from "../../ports/unit-of-work.ts";
import { endMembership } from "../../transactions/end-membership.ts";
import { handOver } from "../../transactions/hand-over.ts";
import { lockRoom } from "../../transactions/lock-room.ts";

export interface RemoveMemberInput {
  /** Who asks. Removing oneself is leaving, but for a service. */
  readonly actor: Actor;
  readonly roomId: string;
  readonly userId: string;
  /** Who owns the room from then on; for an owner who leaves, or whom a service removes. */
  readonly successor?: string;
}

export class RemoveMember {
  readonly #unitOfWork: UnitOfWork;
  readonly #broadcaster: Broadcaster;

  constructor(unitOfWork: UnitOfWork, broadcaster: Broadcaster) {
    this.#unitOfWork = unitOfWork;
    this.#broadcaster = broadcaster;
  }

  /**
   * Nothing of a later version reaches the user, once the gateways have heard of it or checked.
   * @throws ChatError `room_not_found`, `forbidden`, `user_not_found`, `successor_needed`
   */
  async execute(input: RemoveMemberInput): Promise<void> {
    const ref = roomOf(input.actor, input.roomId);
    const plans = await this.#unitOfWork.run((stores) => remove(stores, ref, input));
    await this.#broadcaster.publish(
      plans.flatMap(({ notices }) => notices),
      announceMs,
    );
  }
}

const remove = async (
  stores: Stores,
  ref: RoomRef,
  { actor, userId, successor }: RemoveMemberInput,
): Promise<readonly MembershipPlan[]> => {
  const { room, members } = await lockRoom(stores, ref, [actor.userId, userId, successor ?? userId]);
  const [self, leaver, heir] = members;
  const isLeaving = userId === actor.userId && !actor.isService;
  if (successor !== undefined && (isLeaving || (actor.isService && leaver?.role === "owner"))) {
    assertMay("hand_over", { ...room, member: self }, actor);
    if (!isCurrent(leaver) || !isCurrent(heir) || heir === leaver) throw new ChatError("user_not_found");
    const { plan } = await handOver(stores, room, heir);
    await stores.audit.record([
      { actor, action: "room.handed_over", room: ref, target: heir.userId },
      { actor, action: isLeaving ? "member.left" : "member.removed", room: ref, target: userId },
    ]);
    return [plan, await endMembership(stores, { ...room, ...plan.counters }, userId)];
  }
  assertMay(isLeaving ? "leave" : "remove_members", { ...room, member: self }, actor);
  if (!isCurrent(leaver)) throw new ChatError("user_not_found");
  if (!isLeaving) assertOutranks(actor, self, leaver.role);
  const action = isLeaving ? "member.left" : "member.removed";
  await stores.audit.record([{ actor, action, room: ref, target: userId }]);
  return [await endMembership(stores, room, userId)];
};

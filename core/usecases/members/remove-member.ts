import { isCurrent } from "../../entities/member.ts";
import type { MembershipPlan } from "../../entities/membership.ts";
import { planEnding } from "../../entities/membership.ts";
import { assertMay, assertOutranks } from "../../entities/permissions.ts";
import type { RoomRef, UserRef } from "../../entities/refs.ts";
import { roomOf } from "../../entities/refs.ts";
import type { LockedRoom } from "../../entities/room.ts";
import { ChatError, roomNotFound } from "../../errors.ts";
import type { Broadcaster } from "../../ports/broadcaster.ts";
import { announceMs } from "../../ports/broadcaster.ts";
import type { Stores, UnitOfWork } from "../../ports/unit-of-work.ts";
import { handOver } from "../../transactions/hand-over.ts";

export interface RemoveMemberInput {
  /** Who asks. Removing oneself is leaving. */
  readonly actor: UserRef;
  readonly roomId: string;
  readonly userId: string;
  /** Who owns the room from then on; for an owner who leaves. */
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
  const room = await stores.rooms.lock(ref);
  if (!room) throw roomNotFound();
  const asked = [actor.userId, userId, successor ?? userId];
  const found = await stores.members.findMany(asked.map((each) => ({ room: ref, userId: each })));
  const [self, leaver, heir] = asked.map((id) => found.find((member) => member.userId === id));
  const isLeaving = userId === actor.userId;
  if (isLeaving && successor !== undefined) {
    assertMay("hand_over", { ...room, member: self });
    if (!isCurrent(self) || !isCurrent(heir) || heir === self) throw new ChatError("user_not_found");
    const handed = await handOver(stores, room, self, heir);
    return [handed, await end(stores, { ...room, ...handed.counters }, userId)];
  }
  assertMay(isLeaving ? "leave" : "remove_members", { ...room, member: self });
  if (!isCurrent(leaver)) throw new ChatError("user_not_found");
  if (!isLeaving) assertOutranks(self, leaver.role);
  return [await end(stores, room, userId)];
};

const end = async (stores: Stores, room: LockedRoom, userId: string): Promise<MembershipPlan> => {
  const { ref, version } = room;
  const versions = await stores.users.bump(ref.tenantId, [userId]);
  const userVersion = versions.get(userId) ?? 0;
  const plan = planEnding(room, await stores.members.end(ref, userId, version + 1, userVersion), userVersion);
  await stores.rooms.saveCounters([{ ref, active: false, ...plan.counters }]);
  return plan;
};

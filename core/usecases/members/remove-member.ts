import { isCurrent } from "../../entities/member.ts";
import type { MembershipPlan } from "../../entities/membership.ts";
import { planEnding } from "../../entities/membership.ts";
import { assertMay } from "../../entities/permissions.ts";
import type { RoomRef, UserRef } from "../../entities/refs.ts";
import { roomOf } from "../../entities/refs.ts";
import { ChatError, roomNotFound } from "../../errors.ts";
import type { Broadcaster } from "../../ports/broadcaster.ts";
import { announceMs } from "../../ports/broadcaster.ts";
import type { Stores, UnitOfWork } from "../../ports/unit-of-work.ts";

export interface RemoveMemberInput {
  /** Who asks. Removing oneself is leaving. */
  readonly actor: UserRef;
  readonly roomId: string;
  readonly userId: string;
}

export class RemoveMember {
  readonly #unitOfWork: UnitOfWork;
  readonly #broadcaster: Broadcaster;

  constructor(unitOfWork: UnitOfWork, broadcaster: Broadcaster) {
    this.#unitOfWork = unitOfWork;
    this.#broadcaster = broadcaster;
  }

  /** Nothing of a later version reaches the user, once the gateways have heard of it or checked. @throws ChatError `room_not_found`, `forbidden`, `user_not_found` */
  async execute({ actor, roomId, userId }: RemoveMemberInput): Promise<void> {
    const room = roomOf(actor, roomId);
    const plan = await this.#unitOfWork.run((stores) => end(stores, room, actor, userId));
    await this.#broadcaster.publish(plan.notices, announceMs);
  }
}

const end = async (stores: Stores, ref: RoomRef, actor: UserRef, userId: string): Promise<MembershipPlan> => {
  const room = await stores.rooms.lock(ref);
  if (!room) throw roomNotFound();
  const found = await stores.members.findMany([actor.userId, userId].map((each) => ({ room: ref, userId: each })));
  const of = (id: string) => found.find((member) => member.userId === id);
  assertMay(userId === actor.userId ? "leave" : "remove_members", { kind: room.kind, member: of(actor.userId) });
  if (!isCurrent(of(userId))) throw new ChatError("user_not_found");
  const versions = await stores.users.bump(ref.tenantId, [userId]);
  const userVersion = versions.get(userId) ?? 0;
  const plan = planEnding(room, await stores.members.end(ref, userId, room.version + 1, userVersion), userVersion);
  await stores.rooms.saveCounters([{ ref, active: false, ...plan.counters }]);
  return plan;
};

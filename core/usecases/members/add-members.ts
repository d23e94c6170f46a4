import type { Actor } from "../../entities/actor.ts";
import type { Limits, LimitsOf } from "../../entities/limits.ts";
import type { Member, Role } from "../../entities/member.ts";
import { isCurrent } from "../../entities/member.ts";
import type { MembershipPlan } from "../../entities/membership.ts";
import type { Action } from "../../entities/permissions.ts";
import { assertMay, assertOutranks } from "../../entities/permissions.ts";
import type { RoomRef } from "../../entities/refs.ts";
import { roomOf } from "../../entities/refs.ts";
import type { Users } from "../../entities/user.ts";
import type { Broadcaster } from "../../ports/broadcaster.ts";
import { announceMs } from "../../ports/broadcaster.ts";
import type { Stores, UnitOfWork } from "../../ports/unit-of-work.ts";
import { beginMemberships } from "../../transactions/begin-memberships.ts";
import { lockRoom } from "../../transactions/lock-room.ts";
import { refuseBanned } from "../../transactions/refuse-banned.ts";
import { refuseBlocked } from "../../transactions/refuse-blocked.ts";

export interface AddMembersInput {
  /** Who asks. Adding oneself alone is joining, but for a service. */
  readonly actor: Actor;
  readonly roomId: string;
  /** 1 to 100; those who are members already stay as they are. */
  readonly userIds: readonly string[];
  /** `member` when absent; lower than the actor's own. */
  readonly role?: Exclude<Role, "owner">;
}

export interface AddedMembers {
  /** As they are now, in the order asked for. */
  readonly members: readonly Member[];
  readonly users: Users;
}

export class AddMembers {
  readonly #unitOfWork: UnitOfWork;
  readonly #stores: Stores;
  readonly #broadcaster: Broadcaster;
  readonly #limitsOf: LimitsOf;

  constructor(unitOfWork: UnitOfWork, stores: Stores, broadcaster: Broadcaster, limitsOf: LimitsOf) {
    this.#unitOfWork = unitOfWork;
    this.#stores = stores;
    this.#broadcaster = broadcaster;
    this.#limitsOf = limitsOf;
  }

  /** All of them or none. @throws ChatError `room_not_found`, `forbidden`, `banned`, `blocked`, `too_many_rooms`, `room_full` */
  async execute({ actor, roomId, userIds, role = "member" }: AddMembersInput): Promise<AddedMembers> {
    const room = roomOf(actor, roomId);
    const asked = [...new Set(userIds)];
    const plan = await this.#unitOfWork.run((stores) =>
      begin(stores, this.#limitsOf(room.tenantId), room, actor, asked, role),
    );
    if (plan) await this.#broadcaster.publish(plan.notices, announceMs);
    return this.#answer(room, asked);
  }

  async #answer(room: RoomRef, asked: readonly string[]): Promise<AddedMembers> {
    const found = await this.#stores.members.findMany(asked.map((userId) => ({ room, userId })));
    const byId = new Map(found.map(({ room: _, ...member }) => [member.userId, member]));
    const members = asked.map((userId) => byId.get(userId)).filter((member) => member !== undefined);
    return { members, users: await this.#stores.users.profiles(room.tenantId, asked) };
  }
}

const begin = async (
  stores: Stores,
  limits: Limits,
  ref: RoomRef,
  actor: Actor,
  asked: readonly string[],
  role: Role,
): Promise<MembershipPlan | undefined> => {
  const { room, members, invitation } = await lockRoom(stores, ref, [actor.userId, ...asked]);
  const current = new Set(members.filter(isCurrent).map(({ userId }) => userId));
  const self = isCurrent(members[0]) ? members[0] : undefined;
  const action = actionOf(actor, asked, self);
  assertMay(action, { ...room, member: self }, actor);
  if (action === "add_members") assertOutranks(actor, self, role);
  const userIds = asked.filter((userId) => !current.has(userId));
  if (userIds.length === 0) return undefined;
  await Promise.all([
    refuseBanned(stores, ref, userIds),
    refuseBlocked(stores, actor, action === "add_members" ? userIds : []),
  ]);
  const isJoining = action === "join";
  const given = isJoining ? (invitation?.role ?? "member") : role;
  await stores.audit.record(
    userIds.map((target) => ({
      actor,
      action: isJoining ? "member.joined" : "member.added",
      room: ref,
      target,
      details: { role: given },
    })),
  );
  return beginMemberships(
    stores,
    limits,
    room,
    userIds.map((userId) => ({ userId, role: given })),
  );
};

/** A service adds itself as it adds anybody. */
const actionOf = ({ userId, isService }: Actor, asked: readonly string[], self: Member | undefined): Action => {
  if (isService || asked.some((each) => each !== userId)) return "add_members";
  return self ? "see" : "join";
};

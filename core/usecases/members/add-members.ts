import type { Member, Role } from "../../entities/member.ts";
import { isCurrent } from "../../entities/member.ts";
import type { MembershipPlan } from "../../entities/membership.ts";
import type { Action } from "../../entities/permissions.ts";
import { assertMay, assertOutranks } from "../../entities/permissions.ts";
import type { RoomRef, UserRef } from "../../entities/refs.ts";
import { roomOf } from "../../entities/refs.ts";
import type { Users } from "../../entities/user.ts";
import { roomNotFound } from "../../errors.ts";
import type { Broadcaster } from "../../ports/broadcaster.ts";
import { announceMs } from "../../ports/broadcaster.ts";
import type { Stores, UnitOfWork } from "../../ports/unit-of-work.ts";
import { beginMemberships } from "../../transactions/begin-memberships.ts";

export interface AddMembersInput {
  /** Who asks. Adding oneself alone is joining. */
  readonly actor: UserRef;
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

  constructor(unitOfWork: UnitOfWork, stores: Stores, broadcaster: Broadcaster) {
    this.#unitOfWork = unitOfWork;
    this.#stores = stores;
    this.#broadcaster = broadcaster;
  }

  /** All of them or none. @throws ChatError `room_not_found`, `forbidden` */
  async execute({ actor, roomId, userIds, role = "member" }: AddMembersInput): Promise<AddedMembers> {
    const room = roomOf(actor, roomId);
    const asked = [...new Set(userIds)];
    const plan = await this.#unitOfWork.run((stores) => begin(stores, room, actor, asked, role));
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
  ref: RoomRef,
  actor: UserRef,
  asked: readonly string[],
  role: Role,
): Promise<MembershipPlan | undefined> => {
  const room = await stores.rooms.lock(ref);
  if (!room) throw roomNotFound();
  const found = await stores.members.findMany([actor.userId, ...asked].map((userId) => ({ room: ref, userId })));
  const current = new Map(found.filter(isCurrent).map((member) => [member.userId, member]));
  const self = current.get(actor.userId);
  const action: Action = asked.every((userId) => userId === actor.userId) ? (self ? "see" : "join") : "add_members";
  assertMay(action, { ...room, member: self });
  if (action === "add_members") assertOutranks(self, role);
  const userIds = asked.filter((userId) => !current.has(userId));
  if (userIds.length === 0) return undefined;
  return beginMemberships(
    stores,
    room,
    userIds.map((userId) => ({ userId, role: action === "join" ? "member" : role })),
  );
};

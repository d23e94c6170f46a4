import type { Actor } from "../../entities/actor.ts";
import type { Invitation } from "../../entities/invitation.ts";
import { invitedNotice } from "../../entities/invitation-notices.ts";
import { isCurrent } from "../../entities/member.ts";
import { assertMay, assertOutranks } from "../../entities/permissions.ts";
import type { Notice } from "../../entities/notice.ts";
import { roomOf, userOf } from "../../entities/refs.ts";
import { ChatError } from "../../errors.ts";
import type { Broadcaster } from "../../ports/broadcaster.ts";
import { announceMs } from "../../ports/broadcaster.ts";
import type { Stores, UnitOfWork } from "../../ports/unit-of-work.ts";
import { bumpUser } from "../../transactions/bump-user.ts";
import { lockRoom } from "../../transactions/lock-room.ts";
import { refuseBanned } from "../../transactions/refuse-banned.ts";
import { refuseBlocked } from "../../transactions/refuse-blocked.ts";

export interface InviteUserInput {
  readonly actor: Actor;
  readonly roomId: string;
  readonly userId: string;
  /** `member` when absent; lower than the actor's own. */
  readonly role?: Invitation["role"];
}

export class InviteUser {
  readonly #unitOfWork: UnitOfWork;
  readonly #broadcaster: Broadcaster;

  constructor(unitOfWork: UnitOfWork, broadcaster: Broadcaster) {
    this.#unitOfWork = unitOfWork;
    this.#broadcaster = broadcaster;
  }

  /** In place of an earlier one. @throws ChatError `room_not_found`, `forbidden`, `already_member`, `banned`, `blocked` */
  async execute(input: InviteUserInput): Promise<Invitation> {
    const { invitation, notice } = await this.#unitOfWork.run((stores) => invite(stores, input));
    await this.#broadcaster.publish([notice], announceMs);
    return invitation;
  }
}

const invite = async (
  stores: Stores,
  { actor, roomId, userId, role = "member" }: InviteUserInput,
): Promise<{ readonly invitation: Invitation; readonly notice: Notice }> => {
  const ref = roomOf(actor, roomId);
  const { room, members } = await lockRoom(stores, ref, [actor.userId, userId]);
  const [self, member] = members;
  assertMay("add_members", { ...room, member: self }, actor);
  assertOutranks(actor, self, role);
  if (isCurrent(member)) throw new ChatError("already_member");
  await Promise.all([refuseBanned(stores, ref, [userId]), refuseBlocked(stores, actor, [userId])]);
  await stores.users.ensure(ref.tenantId, [userId]);
  const version = await bumpUser(stores, userOf(ref, userId));
  const invitation = await stores.invitations.put(ref, { userId, role, invitedBy: actor.userId }, version);
  await stores.audit.record([{ actor, action: "user.invited", room: ref, target: userId, details: { role } }]);
  return { invitation, notice: invitedNotice(ref, invitation, version) };
};

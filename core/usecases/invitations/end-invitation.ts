import type { Actor } from "../../entities/actor.ts";
import { uninvitedNotice } from "../../entities/invitation-notices.ts";
import type { Notice } from "../../entities/notice.ts";
import { assertMay } from "../../entities/permissions.ts";
import { roomOf, userOf } from "../../entities/refs.ts";
import { ChatError } from "../../errors.ts";
import type { Broadcaster } from "../../ports/broadcaster.ts";
import { announceMs } from "../../ports/broadcaster.ts";
import type { Stores, UnitOfWork } from "../../ports/unit-of-work.ts";
import { bumpUser } from "../../transactions/bump-user.ts";
import { lockRoom } from "../../transactions/lock-room.ts";

export interface EndInvitationInput {
  /** Who asks. One's own is declined, another's withdrawn. */
  readonly actor: Actor;
  readonly roomId: string;
  readonly userId: string;
}

export class EndInvitation {
  readonly #unitOfWork: UnitOfWork;
  readonly #broadcaster: Broadcaster;

  constructor(unitOfWork: UnitOfWork, broadcaster: Broadcaster) {
    this.#unitOfWork = unitOfWork;
    this.#broadcaster = broadcaster;
  }

  /** @throws ChatError `room_not_found`, `forbidden`, `user_not_found` when nobody of that id is invited */
  async execute(input: EndInvitationInput): Promise<void> {
    const notice = await this.#unitOfWork.run((stores) => end(stores, input));
    await this.#broadcaster.publish([notice], announceMs);
  }
}

const end = async (stores: Stores, { actor, roomId, userId }: EndInvitationInput): Promise<Notice> => {
  const ref = roomOf(actor, roomId);
  const { room, members } = await lockRoom(stores, ref, [actor.userId]);
  const isOwn = userId === actor.userId;
  assertMay(isOwn ? "see" : "remove_members", { ...room, member: members[0] }, actor);
  const [invitation] = await stores.invitations.open(ref, [userId]);
  if (!invitation) throw new ChatError("user_not_found");
  const version = await bumpUser(stores, userOf(ref, userId));
  await stores.invitations.close(ref, userId, version);
  const action = isOwn ? "invitation.declined" : "invitation.withdrawn";
  await stores.audit.record([{ actor, action, room: ref, target: userId }]);
  return uninvitedNotice(ref, userId, version);
};

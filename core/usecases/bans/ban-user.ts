import type { Actor } from "../../entities/actor.ts";
import type { Ban } from "../../entities/ban.ts";
import { isCurrent } from "../../entities/member.ts";
import type { Notice } from "../../entities/notice.ts";
import { assertMay, assertOutranks } from "../../entities/permissions.ts";
import type { RoomRef } from "../../entities/refs.ts";
import { roomOf } from "../../entities/refs.ts";
import type { NewBan } from "../../ports/ban-store.ts";
import type { Broadcaster } from "../../ports/broadcaster.ts";
import { announceMs } from "../../ports/broadcaster.ts";
import type { Stores, UnitOfWork } from "../../ports/unit-of-work.ts";
import { endMembership } from "../../transactions/end-membership.ts";
import { lockRoom } from "../../transactions/lock-room.ts";

export interface BanUserInput extends Omit<NewBan, "bannedBy"> {
  readonly actor: Actor;
  readonly roomId: string;
}

export class BanUser {
  readonly #unitOfWork: UnitOfWork;
  readonly #broadcaster: Broadcaster;

  constructor(unitOfWork: UnitOfWork, broadcaster: Broadcaster) {
    this.#unitOfWork = unitOfWork;
    this.#broadcaster = broadcaster;
  }

  /** Ends the user's membership too, if there is one. @throws ChatError `room_not_found`, `forbidden` */
  async execute({ actor, roomId, ...asked }: BanUserInput): Promise<Ban> {
    const ref = roomOf(actor, roomId);
    const wish = { ...asked, bannedBy: actor.userId };
    const { ban, notices } = await this.#unitOfWork.run((stores) => apply(stores, ref, actor, wish));
    await this.#broadcaster.publish(notices, announceMs);
    return ban;
  }
}

const apply = async (
  stores: Stores,
  ref: RoomRef,
  actor: Actor,
  wish: NewBan,
): Promise<{ readonly ban: Ban; readonly notices: readonly Notice[] }> => {
  const { room, members } = await lockRoom(stores, ref, [wish.bannedBy, wish.userId]);
  const [self, member] = members;
  assertMay("ban_users", { ...room, member: self }, actor);
  const isInside = isCurrent(member);
  if (isInside) assertOutranks(actor, self, member.role);
  const ban = await stores.bans.put(ref, wish);
  const { userId: target, seconds = null } = wish;
  await stores.audit.record([{ actor, action: "user.banned", room: ref, target, details: { seconds } }]);
  return { ban, notices: isInside ? (await endMembership(stores, room, wish.userId)).notices : [] };
};

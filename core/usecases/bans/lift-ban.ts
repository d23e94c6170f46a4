import type { Actor } from "../../entities/actor.ts";
import { assertMay } from "../../entities/permissions.ts";
import { roomOf } from "../../entities/refs.ts";
import { ChatError } from "../../errors.ts";
import type { UnitOfWork } from "../../ports/unit-of-work.ts";
import { lockRoom } from "../../transactions/lock-room.ts";

export interface LiftBanInput {
  readonly actor: Actor;
  readonly roomId: string;
  readonly userId: string;
}

/** Whoever was banned may come in again as anybody may; nobody is made a member by it. */
export class LiftBan {
  readonly #unitOfWork: UnitOfWork;

  constructor(unitOfWork: UnitOfWork) {
    this.#unitOfWork = unitOfWork;
  }

  /** @throws ChatError `room_not_found`, `forbidden`, `user_not_found` when no such ban is in force */
  execute({ actor, roomId, userId }: LiftBanInput): Promise<void> {
    const ref = roomOf(actor, roomId);
    return this.#unitOfWork.run(async (stores) => {
      const { room, members } = await lockRoom(stores, ref, [actor.userId]);
      assertMay("ban_users", { ...room, member: members[0] }, actor);
      if (!(await stores.bans.lift(ref, userId))) throw new ChatError("user_not_found");
      await stores.audit.record([{ actor, action: "user.ban_lifted", room: ref, target: userId }]);
    });
  }
}

import type { Actor } from "../../entities/actor.ts";
import type { Notice } from "../../entities/notice.ts";
import { assertMay } from "../../entities/permissions.ts";
import type { RoomRef } from "../../entities/refs.ts";
import { roomOf } from "../../entities/refs.ts";
import { deletedNotice } from "../../entities/room-deletion.ts";
import type { Broadcaster } from "../../ports/broadcaster.ts";
import { announceMs } from "../../ports/broadcaster.ts";
import type { Telemetry } from "../../ports/telemetry.ts";
import type { Stores, UnitOfWork } from "../../ports/unit-of-work.ts";
import { clearRoom } from "../../transactions/clear-room.ts";
import { lockRoom } from "../../transactions/lock-room.ts";

export interface DeleteRoomInput {
  readonly actor: Actor;
  readonly roomId: string;
}

/** Rounds until the caller is answered: what is left then goes in the background. */
const roundsAtOnce = 12;

export class DeleteRoom {
  readonly #unitOfWork: UnitOfWork;
  readonly #broadcaster: Broadcaster;
  readonly #telemetry: Telemetry;

  constructor(unitOfWork: UnitOfWork, broadcaster: Broadcaster, telemetry: Telemetry) {
    this.#unitOfWork = unitOfWork;
    this.#broadcaster = broadcaster;
    this.#telemetry = telemetry;
  }

  /** From the commit on nobody sees the room, and nothing of it can be had. @throws ChatError `room_not_found`, `forbidden` */
  async execute({ actor, roomId }: DeleteRoomInput): Promise<void> {
    const ref = roomOf(actor, roomId);
    await this.#announce(await this.#unitOfWork.run((stores) => remove(stores, ref, actor)));
    try {
      for (let rounds = 0; rounds < roundsAtOnce; rounds += 1) if (await this.#clear(ref)) return;
    } catch (error) {
      this.#telemetry.setback("clearing a deleted room", error);
    }
  }

  /** @returns whether nothing is left to do here */
  async #clear(ref: RoomRef): Promise<boolean> {
    const { notices, isClear } = await this.#unitOfWork.run(async (stores) => {
      const room = await stores.leftovers.next(ref);
      return room ? clearRoom(stores, room) : { notices: [], isClear: true };
    });
    await this.#announce(notices);
    return isClear;
  }

  async #announce(notices: readonly Notice[]): Promise<void> {
    if (notices.length > 0) await this.#broadcaster.publish(notices, announceMs);
  }
}

const remove = async (stores: Stores, ref: RoomRef, actor: Actor): Promise<readonly Notice[]> => {
  const { room, members } = await lockRoom(stores, ref, [actor.userId]);
  assertMay("delete_room", { ...room, member: members[0] }, actor);
  await stores.audit.record([{ actor, action: "room.deleted", room: ref }]);
  const deleted = await stores.rooms.delete(ref, room.version + 1);
  const { notices } = await clearRoom(stores, ref);
  return [deletedNotice(room, deleted), ...notices];
};

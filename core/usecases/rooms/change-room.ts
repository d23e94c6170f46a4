import type { Actor } from "../../entities/actor.ts";
import { assertMay } from "../../entities/permissions.ts";
import type { Notice } from "../../entities/notice.ts";
import type { RoomRef } from "../../entities/refs.ts";
import { roomOf } from "../../entities/refs.ts";
import type { RoomSummary } from "../../entities/room.ts";
import type { RoomChange } from "../../entities/room-change.ts";
import { actionsOf, changed, detailsOf, planRoomChange } from "../../entities/room-change.ts";
import { roomNotFound } from "../../errors.ts";
import type { Broadcaster } from "../../ports/broadcaster.ts";
import { announceMs } from "../../ports/broadcaster.ts";
import type { Stores, UnitOfWork } from "../../ports/unit-of-work.ts";
import { lockRoom } from "../../transactions/lock-room.ts";

export interface ChangeRoomInput {
  readonly actor: Actor;
  readonly roomId: string;
  readonly change: RoomChange;
}

export class ChangeRoom {
  readonly #unitOfWork: UnitOfWork;
  readonly #stores: Stores;
  readonly #broadcaster: Broadcaster;

  constructor(unitOfWork: UnitOfWork, stores: Stores, broadcaster: Broadcaster) {
    this.#unitOfWork = unitOfWork;
    this.#stores = stores;
    this.#broadcaster = broadcaster;
  }

  /** All of it or nothing. @returns the room as it is then. @throws ChatError `room_not_found`, `forbidden` */
  async execute({ actor, roomId, change }: ChangeRoomInput): Promise<RoomSummary> {
    const ref = roomOf(actor, roomId);
    const notices = await this.#unitOfWork.run((stores) => apply(stores, ref, actor, change));
    await this.#broadcaster.publish(notices, announceMs);
    const summary = await this.#stores.rooms.summary(ref, actor.userId);
    if (!summary) throw roomNotFound();
    return summary;
  }
}

const apply = async (stores: Stores, ref: RoomRef, actor: Actor, change: RoomChange): Promise<readonly Notice[]> => {
  const { room: locked, members } = await lockRoom(stores, ref, [actor.userId]);
  const found = { ...locked, member: members[0] };
  for (const action of ["see", ...actionsOf(change)] as const) assertMay(action, found, actor);
  const before = await stores.rooms.find(ref);
  if (!before) throw roomNotFound();
  const room = changed(before, change);
  if (JSON.stringify(room) === JSON.stringify(changed(before, {}))) return [];
  const { counters, notices } = planRoomChange(locked, room);
  await stores.rooms.save(ref, room, counters.version);
  await stores.audit.record([{ actor, action: "room.changed", room: ref, details: detailsOf(change) }]);
  return notices;
};

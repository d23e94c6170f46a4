import type { Actor } from "../../entities/actor.ts";
import { assertMay } from "../../entities/permissions.ts";
import { roomOf } from "../../entities/refs.ts";
import type { RoomSummary } from "../../entities/room.ts";
import { shownToReader } from "../../entities/room.ts";
import { isCurrent } from "../../entities/member.ts";
import { roomNotFound } from "../../errors.ts";
import type { Stores } from "../../ports/unit-of-work.ts";

export interface GetRoomInput {
  readonly reader: Actor;
  readonly roomId: string;
}

export class GetRoom {
  readonly #stores: Stores;

  constructor(stores: Stores) {
    this.#stores = stores;
  }

  /** Who is invited, and an outsider who may see a channel, is shown it without its last message. @throws ChatError `room_not_found` */
  async execute({ reader, roomId }: GetRoomInput): Promise<RoomSummary> {
    const ref = roomOf(reader, roomId);
    const summary = await this.#stores.rooms.summary(ref, reader.userId);
    if (!summary) throw roomNotFound();
    const { me } = summary;
    const invitations = isCurrent(me) ? [] : await this.#stores.invitations.open(ref, [reader.userId]);
    assertMay("see", { ...summary, member: me, isInvited: invitations.length > 0 }, reader);
    return shownToReader(summary, reader);
  }
}

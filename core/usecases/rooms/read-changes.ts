import type { Changes } from "../../entities/event.ts";
import { assertMay } from "../../entities/permissions.ts";
import type { UserRef } from "../../entities/refs.ts";
import { roomOf } from "../../entities/refs.ts";
import { roomNotFound } from "../../errors.ts";
import type { Stores } from "../../ports/unit-of-work.ts";

export interface ReadChangesInput {
  readonly reader: UserRef;
  readonly roomId: string;
  /** The reader's position: a version of the room, or 0. */
  readonly since: number;
  /** 1 to 200. */
  readonly limit: number;
}

export class ReadChanges {
  readonly #stores: Stores;

  constructor(stores: Stores) {
    this.#stores = stores;
  }

  /** @throws ChatError `room_not_found`, `forbidden` */
  async execute({ reader, roomId, since, limit }: ReadChangesInput): Promise<Changes> {
    const room = roomOf(reader, roomId);
    const changes = await this.#stores.feed.changesFor(room, reader.userId, since, limit);
    if (changes) return changes;
    assertMay("read", await this.#stores.members.membership(room, reader.userId));
    throw roomNotFound();
  }
}

import type { Actor } from "../../entities/actor.ts";
import type { Changes } from "../../entities/event.ts";
import { assertMay } from "../../entities/permissions.ts";
import { roomOf } from "../../entities/refs.ts";
import { roomNotFound } from "../../errors.ts";
import type { Stores } from "../../ports/unit-of-work.ts";

export interface ReadChangesInput {
  readonly reader: Actor;
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
    const { feed } = this.#stores;
    const changes = await (reader.isService
      ? feed.changes(room, since, limit)
      : feed.changesFor(room, reader.userId, since, limit));
    if (changes) return changes;
    assertMay("read", await this.#stores.members.membership(room, reader.userId), reader);
    throw roomNotFound();
  }
}

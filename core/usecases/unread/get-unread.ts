import type { UserRef } from "../../entities/refs.ts";
import type { UnreadRoom } from "../../entities/watermarks.ts";
import type { Stores } from "../../ports/unit-of-work.ts";

export interface Unread {
  /** In all of the reader's rooms together. */
  readonly unread: number;
  /** Rooms with something unread. */
  readonly rooms: readonly UnreadRoom[];
}

/** What badges show. */
export class GetUnread {
  readonly #stores: Stores;

  constructor(stores: Stores) {
    this.#stores = stores;
  }

  async execute(reader: UserRef): Promise<Unread> {
    const rooms = await this.#stores.receipts.unread(reader);
    return { unread: rooms.reduce((sum, room) => sum + room.unread, 0), rooms };
  }
}

import type { UserRef } from "../../entities/refs.ts";
import type { UnreadRoom } from "../../entities/watermarks.ts";
import type { Stores } from "../../ports/unit-of-work.ts";

export interface Unread {
  /** In all of the reader's rooms together. */
  readonly unread: number;
  /** As many of them mention the reader; of each room {@link mostUnreadMentions} at most. */
  readonly unreadMentions: number;
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
    const sum = (of: (room: UnreadRoom) => number): number => rooms.reduce((total, room) => total + of(room), 0);
    return { unread: sum(({ unread }) => unread), unreadMentions: sum(({ unreadMentions }) => unreadMentions), rooms };
  }
}

import type { Actor } from "../../entities/actor.ts";
import type { Changes } from "../../entities/event.ts";
import { roomOf } from "../../entities/refs.ts";
import type { FeedStore } from "../../ports/feed-store.ts";

export interface SyncRoomsInput {
  readonly reader: Actor;
  /** Room id to the reader's position in it; at most 200 rooms. */
  readonly rooms: ReadonlyMap<string, number>;
}

export type SyncedRoom = Changes | { readonly gone: true };

/** Most events in one answer, over all its rooms, and most of one room. */
const maxEvents = 500;
const maxEventsOfRoom = 200;

/** The change feeds of many rooms at once. What does not fit says `more`, at the position that was asked from. */
export class SyncRooms {
  readonly #feed: FeedStore;

  constructor(feed: FeedStore) {
    this.#feed = feed;
  }

  async execute({ reader, rooms }: SyncRoomsInput): Promise<ReadonlyMap<string, SyncedRoom>> {
    const answers = new Map<string, SyncedRoom>();
    let left = maxEvents;
    for (const [roomId, since] of rooms) {
      const limit = Math.min(left, maxEventsOfRoom);
      const answer =
        limit > 0 ? await this.#read(reader, roomId, since, limit) : { events: [], version: since, more: true };
      if ("events" in answer) left -= answer.events.length;
      answers.set(roomId, answer);
    }
    return answers;
  }

  async #read(reader: Actor, roomId: string, since: number, limit: number): Promise<SyncedRoom> {
    const room = roomOf(reader, roomId);
    const changes = await (reader.isService
      ? this.#feed.changes(room, since, limit)
      : this.#feed.changesFor(room, reader.userId, since, limit));
    return changes ?? { gone: true };
  }
}

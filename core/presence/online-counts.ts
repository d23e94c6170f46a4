import type { RoomRef } from "../entities/refs.ts";
import { roomKey } from "../entities/refs.ts";
import { ShortMemory } from "../limits/short-memory.ts";
import type { Clock } from "../ports/clock.ts";
import type { PresenceStore } from "../ports/presence-store.ts";
import type { Stores } from "../ports/unit-of-work.ts";

/** How long a count is good for, in milliseconds: whoever asks meanwhile costs nothing. */
const goodMs = 5_000;
/** Members read at once. */
const perPage = 1_000;

/** How many members of large rooms are online. */
export class OnlineCounts {
  readonly #members: Stores["members"];
  readonly #store: PresenceStore;
  /** Also what failed, so that a service that is away is not asked again by everybody. */
  readonly #counts: ShortMemory<Promise<number>>;

  constructor(members: Stores["members"], store: PresenceStore, clock: Clock) {
    this.#members = members;
    this.#store = store;
    this.#counts = new ShortMemory(clock, goodMs);
  }

  /** As it was a few seconds ago at most. @throws ChatError `unavailable`; StorageFailure */
  of(room: RoomRef): Promise<number> {
    const known = this.#counts.get(roomKey(room));
    if (known) return known;
    const counted = this.#count(room);
    this.#counts.set(roomKey(room), counted);
    return counted;
  }

  async #count(room: RoomRef, cursor?: string): Promise<number> {
    const { tenantId } = room;
    const page = await this.#members.page(room, perPage, cursor);
    const sightings = await this.#store.see(page.members.map(({ userId }) => ({ tenantId, userId })));
    const count = sightings.filter(({ online }) => online).length;
    return page.cursor === undefined ? count : count + (await this.#count(room, page.cursor));
  }
}

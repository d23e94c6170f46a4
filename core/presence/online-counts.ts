import type { RoomRef } from "../entities/refs.ts";
import { roomKey } from "../entities/refs.ts";
import { ShortMemory } from "../limits/short-memory.ts";
import type { Clock } from "../ports/clock.ts";
import type { PresenceStore } from "../ports/presence-store.ts";
import type { Stores } from "../ports/unit-of-work.ts";
import { hidersAmong } from "./hidden-from.ts";

/** How long a count is good for, in milliseconds: whoever asks meanwhile costs nothing. */
const goodMs = 5_000;
/** Members read at once. */
const perPage = 1_000;

/** How many members of large rooms are online: all of them, or those who show it. */
export class OnlineCounts {
  readonly #stores: Pick<Stores, "members" | "users">;
  readonly #store: PresenceStore;
  /** Also what failed, so that a service that is away is not asked again by everybody. */
  readonly #counts: ShortMemory<Promise<number>>;

  constructor(stores: Pick<Stores, "members" | "users">, store: PresenceStore, clock: Clock) {
    this.#stores = stores;
    this.#store = store;
    this.#counts = new ShortMemory(clock, goodMs);
  }

  /** As it was a few seconds ago at most. @throws ChatError `unavailable`; StorageFailure */
  of(room: RoomRef, who: "all" | "shown"): Promise<number> {
    const key = `${who} ${roomKey(room)}`;
    const known = this.#counts.get(key);
    if (known) return known;
    const counted = this.#count(room, who);
    this.#counts.set(key, counted);
    return counted;
  }

  async #count(room: RoomRef, who: "all" | "shown", cursor?: string): Promise<number> {
    const { tenantId } = room;
    const page = await this.#stores.members.page(room, perPage, cursor);
    const userIds = page.members.map(({ userId }) => userId);
    const [sightings, hiders] = await Promise.all([
      this.#store.see(userIds.map((userId) => ({ tenantId, userId }))),
      who === "all" ? new Set<string>() : hidersAmong(this.#stores, tenantId, userIds),
    ]);
    const count = sightings.filter(({ user, online }) => online && !hiders.has(user.userId)).length;
    return page.cursor === undefined ? count : count + (await this.#count(room, who, page.cursor));
  }
}

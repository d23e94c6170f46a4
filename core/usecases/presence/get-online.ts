import type { Actor } from "../../entities/actor.ts";
import type { LimitsOf } from "../../entities/limits.ts";
import { mostOf } from "../../entities/limits.ts";
import { assertMay } from "../../entities/permissions.ts";
import type { RoomRef } from "../../entities/refs.ts";
import { roomOf } from "../../entities/refs.ts";
import type { Clock } from "../../ports/clock.ts";
import type { PresenceStore } from "../../ports/presence-store.ts";
import type { Stores } from "../../ports/unit-of-work.ts";
import { hiddenFrom } from "../../presence/hidden-from.ts";
import { OnlineCounts } from "../../presence/online-counts.ts";

export interface GetOnlineInput {
  readonly viewer: Actor;
  readonly roomId: string;
}

export interface Online {
  /** By user id; absent in a large room. */
  readonly online?: readonly string[];
  readonly count: number;
}

/** Which members of a room are online; in a large room only how many, a few seconds ago. */
export class GetOnline {
  readonly #stores: Pick<Stores, "blocks" | "members">;
  readonly #store: PresenceStore;
  readonly #limitsOf: LimitsOf;
  readonly #counts: OnlineCounts;

  constructor(stores: Pick<Stores, "blocks" | "members">, store: PresenceStore, limitsOf: LimitsOf, clock: Clock) {
    this.#stores = stores;
    this.#store = store;
    this.#limitsOf = limitsOf;
    this.#counts = new OnlineCounts(stores.members, store, clock);
  }

  /** @throws ChatError `room_not_found`, `forbidden`, `unavailable`; StorageFailure */
  async execute({ viewer, roomId }: GetOnlineInput): Promise<Online> {
    const room = roomOf(viewer, roomId);
    const found = await this.#stores.members.membership(room, viewer.userId);
    assertMay("read", found, viewer);
    const isLarge = found.memberCount > mostOf(this.#limitsOf(room.tenantId), "signals-room-size");
    if (isLarge) return { count: await this.#counts.of(room) };
    const online = await this.#list(viewer, room, found.memberCount);
    return { online, count: online.length };
  }

  async #list(viewer: Actor, room: RoomRef, size: number): Promise<readonly string[]> {
    const { tenantId } = room;
    const { members } = await this.#stores.members.page(room, size);
    const userIds = members.map(({ userId }) => userId);
    const [sightings, isHidden] = await Promise.all([
      this.#store.see(userIds.map((userId) => ({ tenantId, userId }))),
      hiddenFrom(this.#stores, [viewer], userIds),
    ]);
    return sightings
      .filter(({ user, online }) => online && !isHidden(viewer, user.userId))
      .map(({ user }) => user.userId);
  }
}

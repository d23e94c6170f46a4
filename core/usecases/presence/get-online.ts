import type { Actor } from "../../entities/actor.ts";
import { isCurrent } from "../../entities/member.ts";
import type { LimitsOf } from "../../entities/limits.ts";
import { mostOf } from "../../entities/limits.ts";
import { assertMay } from "../../entities/permissions.ts";
import type { RoomRef } from "../../entities/refs.ts";
import { roomOf } from "../../entities/refs.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Membership } from "../../ports/member-store.ts";
import type { PresenceStore } from "../../ports/presence-store.ts";
import type { Stores } from "../../ports/unit-of-work.ts";
import { hiddenFrom, hidersAmong } from "../../presence/hidden-from.ts";
import { OnlineCounts } from "../../presence/online-counts.ts";

type OnlineStores = Pick<Stores, "blocks" | "members" | "users">;

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
  readonly #stores: OnlineStores;
  readonly #store: PresenceStore;
  readonly #limitsOf: LimitsOf;
  readonly #counts: OnlineCounts;

  constructor(stores: OnlineStores, store: PresenceStore, limitsOf: LimitsOf, clock: Clock) {
    this.#stores = stores;
    this.#store = store;
    this.#limitsOf = limitsOf;
    this.#counts = new OnlineCounts(stores, store, clock);
  }

  /** @throws ChatError `room_not_found`, `forbidden`, `unavailable`; StorageFailure */
  async execute({ viewer, roomId }: GetOnlineInput): Promise<Online> {
    const room = roomOf(viewer, roomId);
    const found = await this.#stores.members.membership(room, viewer.userId);
    assertMay("read", found, viewer);
    const alone = await this.#alone(viewer, found);
    const isLarge = found.memberCount > mostOf(this.#limitsOf(room.tenantId), "signals-room-size");
    if (!isLarge) {
      const online = alone ?? (await this.#list(viewer, room, found.memberCount));
      return { online, count: online.length };
    }
    return { count: alone?.length ?? (await this.#counts.of(room, viewer.isService ? "all" : "shown")) };
  }

  /** Where the room or the viewer hides presence, the viewer alone is shown; nothing where neither does. */
  async #alone(viewer: Actor, { privacy, member }: Membership): Promise<readonly string[] | undefined> {
    if (viewer.isService) return undefined;
    const { tenantId, userId } = viewer;
    const isHidden = privacy?.presence === false || (await hidersAmong(this.#stores, tenantId, [userId])).has(userId);
    if (!isHidden) return undefined;
    const [own] = isCurrent(member) ? await this.#store.see([{ tenantId, userId }]) : [];
    return own?.online ? [userId] : [];
  }

  /** In a room that hides nothing. */
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

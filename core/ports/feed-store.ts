import type { Changes, FeedPage, FeedReset, MeChange, RoomEvent } from "../entities/event.ts";
import type { RoomRef, UserRef } from "../entities/refs.ts";
import type { RoomTerms } from "../entities/room.ts";

/** Further behind than this, a reader starts afresh. */
export const maxVersionsBehind = 1_000;

export type PushableChanges = FeedPage<RoomEvent> | (FeedReset & Pick<RoomTerms, "history">);

export interface FeedStore {
  /**
   * Rows of the room with a version above `since`, by version, at most `limit`; one snapshot. A position above the
   * room's, or more than {@link maxVersionsBehind} below it, answers `reset`.
   * @returns nothing when there is no such room.
   */
  changes(room: RoomRef, since: number, limit: number): Promise<Changes | undefined>;
  /**
   * The same as one member reads it: what the member may not see is left out, and `prev` of the next row covers it. `reset` too
   * when the membership began after `since`, or what members may see has changed since; nothing for who is no member.
   */
  changesFor(room: RoomRef, userId: string, since: number, limit: number): Promise<Changes | undefined>;
  /**
   * The same as far as it is one for all members: `reset` too when what they may see has changed since, and in a room whose
   * history begins with joining whenever anything has. Of a deleted room it has one row, the last, which says that it was deleted.
   */
  pushable(room: RoomRef, since: number, limit: number): Promise<PushableChanges | undefined>;
  /** Memberships that began or ended, invitations and settings above `since`, by the user's version. */
  meChanges(user: UserRef, since: number, limit: number): Promise<FeedPage<MeChange>>;
  /** The identity of the stored history; it changes when an older state is restored. */
  epoch(): Promise<string>;
}

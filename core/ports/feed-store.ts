import type { Changes, FeedPage, MeChange } from "../entities/event.ts";
import type { RoomRef, UserRef } from "../entities/refs.ts";

/** Further behind than this, a reader starts afresh. */
export const maxVersionsBehind = 1_000;

export interface FeedStore {
  /**
   * Rows of the room with a version above `since`, by version, at most `limit`; one snapshot. A position above the
   * room's, or more than {@link maxVersionsBehind} below it, answers `reset`.
   * @returns nothing when there is no such room.
   */
  changes(room: RoomRef, since: number, limit: number): Promise<Changes | undefined>;
  /** The same for a gateway's relay: of a deleted room it has one row, the last, which says that it was deleted. */
  changesToEnd(room: RoomRef, since: number, limit: number): Promise<Changes | undefined>;
  /** The same as one member reads it: `reset` too when the membership began after `since`; nothing for who is no member. */
  changesFor(room: RoomRef, userId: string, since: number, limit: number): Promise<Changes | undefined>;
  /** Memberships that began or ended, invitations and settings above `since`, by the user's version. */
  meChanges(user: UserRef, since: number, limit: number): Promise<FeedPage<MeChange>>;
  /** The identity of the stored history; it changes when an older state is restored. */
  epoch(): Promise<string>;
}

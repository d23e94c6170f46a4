import type { Block } from "../entities/block.ts";
import type { RoomRef, UserRef } from "../entities/refs.ts";
import type { LockedRoom } from "../entities/room.ts";

export interface BlocksPage {
  readonly blocks: readonly Block[];
  readonly cursor?: string;
}

export interface BlockStore {
  /**
   * One that is there stays as it is. @returns nothing where it would be one more than `most`. Those that are put at the same
   * instant do not see each other, so there may be a few more.
   */
  put(user: UserRef, blockedId: string, most: number): Promise<Block | undefined>;
  /** Where there is none, nothing changes. */
  lift(user: UserRef, blockedId: string): Promise<void>;
  /** Those of these users who have blocked the user, or whom the user has blocked. */
  among(user: UserRef, userIds: readonly string[]): Promise<readonly string[]>;
  /** Which of these and of those others have blocked each other, one the other or both: one of these first. */
  pairs(
    tenantId: string,
    userIds: readonly string[],
    otherIds: readonly string[],
  ): Promise<readonly (readonly [userId: string, otherId: string])[]>;
  /** Those of these `direct` rooms in which one of the two has blocked the other. */
  between(rooms: readonly LockedRoom[]): Promise<readonly RoomRef[]>;
  /** The user's own, by user id. @throws ChatError `invalid_input` when the cursor is not one of ours */
  page(user: UserRef, limit: number, cursor?: string): Promise<BlocksPage>;
}

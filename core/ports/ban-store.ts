import type { Ban } from "../entities/ban.ts";
import type { RoomRef } from "../entities/refs.ts";

export interface NewBan {
  readonly userId: string;
  readonly bannedBy: string;
  readonly reason?: string;
  /** How long it lasts, by the database's clock; until it is lifted when absent. */
  readonly seconds?: number;
}

export interface BansPage {
  readonly bans: readonly Ban[];
  readonly cursor?: string;
}

export interface BanStore {
  /** In place of an earlier one. */
  put(room: RoomRef, ban: NewBan): Promise<Ban>;
  /** @returns whether there was one in force */
  lift(room: RoomRef, userId: string): Promise<boolean>;
  /** Which of these are banned now. */
  inForce(room: RoomRef, userIds: readonly string[]): Promise<readonly string[]>;
  /** Those in force, by user id. @throws ChatError `invalid_input` when the cursor is not one of ours */
  page(room: RoomRef, limit: number, cursor?: string): Promise<BansPage>;
}

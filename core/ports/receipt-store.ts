import type { Receipt } from "../entities/receipt.ts";
import type { RoomRef, UserRef } from "../entities/refs.ts";
import type { ReceiptsViewer } from "../entities/shown-watermarks.ts";
import type { MovedWatermarks, Reach, ReceiptsEvent, UnreadRoom, Watermarks } from "../entities/watermarks.ts";

export interface ReceiptsPage {
  readonly receipts: readonly Watermarks[];
  /** Where the room's marks stood in the same snapshot. */
  readonly marks: number;
  readonly cursor?: string;
}

/** What of a message decides whose receipts are its. */
export interface Posted {
  readonly seq: number;
  readonly authorId?: string;
}

/**
 * Whatever it answers to a viewer is what this viewer is shown (`shownWatermarks`): one's own whole, and all of it where no
 * viewer is given.
 */
export interface ReceiptStore {
  /**
   * Moves the watermarks of current members, never back and never past the room's `seq`, and counts the room's marks up where it
   * is shown: not where all that moved is hidden by the member or the room, as they hide it now. Others' receipts change nothing.
   * @param receipts one of each member at most
   * @param shownUpTo the most members that a room may have for its members to be shown what moved; for each receipt
   * @returns what moved
   */
  apply(receipts: readonly Receipt[], shownUpTo: readonly number[]): Promise<readonly MovedWatermarks[]>;
  /** Those that tell of something read by a member who has a marker that was set before. */
  overMarkers(receipts: readonly Receipt[]): Promise<readonly Receipt[]>;
  /** Watermarks of current members by user id. */
  page(room: RoomRef, viewer: ReceiptsViewer | undefined, limit: number, cursor?: string): Promise<ReceiptsPage>;
  /** The same of those who were members when the message was posted, but for its author. */
  pageOf(
    room: RoomRef,
    message: Posted,
    viewer: ReceiptsViewer | undefined,
    limit: number,
    cursor?: string,
  ): Promise<Omit<ReceiptsPage, "marks">>;
  reach(room: RoomRef, message: Posted, viewer: ReceiptsViewer | undefined): Promise<Reach>;
  /** The user's rooms in which something is unread, latest activity first. */
  unread(user: UserRef): Promise<readonly UnreadRoom[]>;
  /** What moved in these rooms above the marks given, as everybody there is shown it; rooms where nothing did are left out. */
  since(
    positions: readonly { readonly room: RoomRef; readonly marks: number }[],
  ): Promise<readonly (ReceiptsEvent & { readonly room: RoomRef })[]>;
}

import type { RoomRef } from "./refs.ts";
import { memberKey } from "./refs.ts";

/**
 * How far a member says to have received and read a room. It changes nothing about what was said before: whatever the order
 * in which receipts arrive, and however often, the highest counts.
 */
export interface Receipt {
  readonly room: RoomRef;
  readonly userId: string;
  /** A `seq` of the room, 0 for none; never below `read`. */
  readonly delivered: number;
  /** A `seq` of the room, 0 for none. */
  readonly read: number;
  /**
   * The version of the user that was known where it was accepted; 0 where nothing is said of `read`. What the user has marked as
   * unread since then stays so.
   */
  readonly userVersion: number;
}

const merge = (one: Receipt, other: Receipt): Receipt => ({
  room: one.room,
  userId: one.userId,
  delivered: Math.max(one.delivered, other.delivered),
  read: Math.max(one.read, other.read),
  userVersion: Math.max(one.userVersion, other.userVersion),
});

const keyOf = ({ room, userId }: Receipt): string => memberKey(room, userId);

/** Receipts that somebody published, or asked to publish, together: what becomes of one becomes of all. */
export interface ReceiptLot {
  readonly receipts: readonly Receipt[];
}

/**
 * Merges the lots from the first on, as many of them as say no more than `most` receipts together; the first in any case.
 * @returns how many that are, and one receipt for each member of each room, which says what all of that member's said
 */
export const mergeLots = (
  lots: Iterable<ReceiptLot>,
  most: number,
): { readonly count: number; readonly receipts: readonly Receipt[] } => {
  const merged = new Map<string, Receipt>();
  const isNew = (receipt: Receipt): boolean => !merged.has(keyOf(receipt));
  const fits = ({ receipts }: ReceiptLot): boolean =>
    merged.size + receipts.length <= most || merged.size + receipts.filter(isNew).length <= most;
  let count = 0;
  for (const lot of lots) {
    if (count > 0 && !fits(lot)) break;
    for (const receipt of lot.receipts) {
      const key = keyOf(receipt);
      const before = merged.get(key);
      merged.set(key, before ? merge(before, receipt) : receipt);
    }
    count += 1;
  }
  return { count, receipts: [...merged.values()] };
};

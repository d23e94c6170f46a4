import { crc32 } from "node:zlib";
import type { RoomRef } from "../../core/entities/refs.ts";
import { roomKey } from "../../core/entities/refs.ts";

/**
 * How a room finds its queue. It is recorded with the number of partitions: under another hash a room's later
 * commands would overtake its earlier ones in another queue.
 */
export const partitionHash = "crc32:tenant/room";

export interface QueueNames {
  /** The queue of each partition, by its number. */
  readonly timelines: readonly string[];
  /** The queue of all receipts, which any number of consumers share. */
  readonly receipts: string;
  /** Where rejected messages go: an exchange, and the queue behind it. */
  readonly deadLetters: string;
}

/** @param namespace 1 to 32 of the characters a-z, 0-9 and - */
export const queueNames = (namespace: string, partitions: number): QueueNames => ({
  timelines: Array.from({ length: partitions }, (_, partition) => `${namespace}.timeline.${partition}`),
  receipts: `${namespace}.receipts`,
  deadLetters: `${namespace}.dead-letters`,
});

/** @returns a whole number from 0 to `partitions` - 1, the same for ever */
export const partitionOf = (room: RoomRef, partitions: number): number => crc32(roomKey(room)) % partitions;

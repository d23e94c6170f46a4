import type { Member } from "./member.ts";
import type { Message } from "./message.ts";
import type { RoomRef } from "./refs.ts";

/** `direct`: exactly two, one room per pair. `group`: by invitation. `channel`: joined by anyone of the tenant. */
export type RoomKind = "direct" | "group" | "channel";

/** What every member may know of a room. */
export interface Room {
  readonly id: string;
  readonly kind: RoomKind;
  readonly name?: string;
  readonly createdAt: string;
}

/** `seq` numbers the messages, `version` every change; both live in the room's row and have no holes. */
export interface Counters {
  readonly seq: number;
  readonly version: number;
  readonly memberCount: number;
}

/** A room as one user sees it. */
export interface RoomSummary extends Room, Counters {
  readonly lastMessage?: Message;
  /** Absent for someone who sees a channel without being in it. */
  readonly me?: Member;
  /** The other one, in a `direct` room. */
  readonly peer?: string;
}

/** Where a room's change feed stands. */
export interface RoomPosition {
  readonly id: string;
  readonly version: number;
  readonly seq: number;
}

/** A room whose row this transaction has locked. */
export interface LockedRoom extends Counters {
  readonly ref: RoomRef;
  readonly kind: RoomKind;
  readonly name?: string;
  readonly pair?: readonly [low: string, high: string];
}

/** The two of a `direct` room, in the one order that makes the pair unique. */
export const pairOf = (a: string, b: string): readonly [low: string, high: string] => (a < b ? [a, b] : [b, a]);

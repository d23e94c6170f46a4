import type { Actor } from "./actor.ts";
import type { Member } from "./member.ts";
import { isCurrent } from "./member.ts";
import type { Message } from "./message.ts";
import type { Privacy } from "./privacy.ts";
import type { RoomRef } from "./refs.ts";
import type { RoomSettings } from "./room-settings.ts";
import type { ReadState } from "./watermarks.ts";

/** `direct`: exactly two, one room per pair. `group`: by invitation. `channel`: joined by anyone of the tenant. */
export type RoomKind = "direct" | "group" | "channel";

/** What its members see of a room's messages: every one, or those that came after they joined. */
export type History = "all" | "since-joining";

/** What a room says of itself. */
export interface RoomProfile {
  readonly name?: string;
  readonly description?: string;
  /** An address of the deployment's choice. */
  readonly picture?: string;
  /** The deployment's own, at most 8 KB of JSON. */
  readonly data?: Readonly<Record<string, unknown>>;
}

/** What of a room decides, beside the role, who may do and see what. Each is there only when it is so. */
export interface RoomTerms {
  readonly kind: RoomKind;
  /** Nobody posts or comes in, until its owner takes it back. */
  readonly archived?: true;
  /** Nobody posts or comes in, until it is unlocked. */
  readonly locked?: true;
  /** Only the owner and moderators post. */
  readonly announcement?: true;
  /** A member posts once in so many seconds, 1 to 21,600; the owner and moderators as often as they like. */
  readonly slowMode?: number;
  /** `all` where it is not there. */
  readonly history?: Exclude<History, "all">;
  /** For everybody in it. */
  readonly privacy?: Privacy;
}

/** What every member may know of a room. */
export interface Room extends RoomTerms, RoomProfile {
  readonly id: string;
  readonly createdAt: string;
  /** Only in the last event of a room. RFC 3339. */
  readonly deletedAt?: string;
}

/** `seq` numbers the messages, `version` every change; both live in the room's row and have no holes. */
export interface Counters {
  readonly seq: number;
  readonly version: number;
  readonly memberCount: number;
}

/** A room as one user sees it. */
export interface RoomSummary extends Room, Counters, Partial<ReadState> {
  /** Numbers the batches of receipts that its members were shown. */
  readonly marks: number;
  readonly lastMessage?: Message;
  /** Absent for someone who sees a channel without being in it. */
  readonly me?: Member;
  /** The reader's own, while any is set. */
  readonly settings?: RoomSettings;
  /** The other one, in a `direct` room. */
  readonly peer?: string;
}

/** Without what only members are shown, unless the reader is one; a service is shown all but a membership that has ended. */
export const shownToReader = (summary: RoomSummary, { isService }: Actor): RoomSummary => {
  if (isCurrent(summary.me)) return summary;
  const { me: _, lastMessage, ...visible } = summary;
  return isService && lastMessage ? { ...visible, lastMessage } : visible;
};

/** Where a room's change feed stands, and its receipts. */
export interface RoomPosition {
  readonly id: string;
  readonly version: number;
  readonly seq: number;
  readonly marks: number;
}

/** A room whose row this transaction has locked. */
export interface LockedRoom extends Counters, RoomTerms {
  readonly ref: RoomRef;
  readonly pair?: readonly [low: string, high: string];
}

/** The two of a `direct` room, in the one order that makes the pair unique. */
export const pairOf = (a: string, b: string): readonly [low: string, high: string] => (a < b ? [a, b] : [b, a]);

import type { Users, Watermarks } from "./rows.ts";

/** How far you have received, and read: at least one of them, each a `seq`. What is read was delivered. */
export interface PutReceiptsRequest {
  readonly delivered?: number;
  readonly read?: number;
}

export interface ReceiptsPage {
  readonly receipts: readonly Watermarks[];
  readonly users: Users;
  /** Where the room's marks stand in this snapshot. */
  readonly marks: number;
  readonly cursor?: string;
}

/** `delivered` and `read`: by somebody at least. */
export type MessageStatus = "stored" | "delivered" | "delivered_to_all" | "read" | "read_by_all";

/** How far a message has come with everybody but its author: those who were members when it was posted, and are now. */
export interface MessageReceipts {
  readonly seq: number;
  readonly status: MessageStatus;
  readonly members: number;
  /** How many of them have received it, and read it, as far as you are shown it. */
  readonly delivered: number;
  readonly read: number;
  readonly receipts: readonly Watermarks[];
  readonly users: Users;
  readonly cursor?: string;
}

export interface UnreadRoom {
  readonly roomId: string;
  /** Where the room stood when it was counted. */
  readonly seq: number;
  readonly unread: number;
  /** As many of them mention you, 1,000 at most. */
  readonly unreadMentions: number;
  /** It does not notify you now. */
  readonly silent?: true;
}

export interface Unread {
  /** In all of your rooms together. */
  readonly unread: number;
  /** As many of them mention you; of each room 1,000 at most. */
  readonly unreadMentions: number;
  /** Those with something unread, latest activity first. */
  readonly rooms: readonly UnreadRoom[];
}

import type { RoomRef } from "./refs.ts";

/** How far one member has received and read a room: 0 ≤ `read` ≤ `delivered` ≤ the room's `seq`; neither ever goes back. What is hidden from a viewer stands lower. */
export interface Watermarks {
  readonly userId: string;
  readonly delivered: number;
  readonly read: number;
}

/** Watermarks that moved. It stands for the room's marks above `prev` up to and including `marks`. */
export interface ReceiptsEvent {
  readonly roomId: string;
  readonly prev: number;
  readonly marks: number;
  readonly receipts: readonly Watermarks[];
}

/** Where a member stands in a room. */
export interface ReadState extends Omit<Watermarks, "userId"> {
  /** Messages that others have posted since, deleted ones too: above the marker where there is one, else above `read`. */
  readonly unread: number;
  /** Those of them that mention the member, {@link mostUnreadMentions} at most; a deleted message mentions nobody. */
  readonly unreadMentions: number;
}

/** A room with something unread, as its reader is told. */
export interface UnreadRoom {
  readonly roomId: string;
  /** Where the room stood when it was counted. */
  readonly seq: number;
  readonly unread: number;
  /** As in {@link ReadState}. */
  readonly unreadMentions: number;
  /** It does not notify the reader now. */
  readonly silent?: true;
}

/** How far a message has come with everybody but its author: those who were members when it was posted, and are now. */
export interface Reach {
  readonly members: number;
  /** How many of them have received it, and read it. */
  readonly delivered: number;
  readonly read: number;
}

/** `accepted` comes before all of them: the message waits in the queue, and has no `seq` yet. */
export const messageStatuses = ["stored", "delivered", "delivered_to_all", "read", "read_by_all"] as const;
export type MessageStatus = (typeof messageStatuses)[number];

/** The farthest that it has come, in a word. */
export const statusOf = ({ members, delivered, read }: Reach): MessageStatus => {
  if (read > 0) return read === members ? "read_by_all" : "read";
  if (delivered > 0) return delivered === members ? "delivered_to_all" : "delivered";
  return "stored";
};

/** Watermarks as they were moved. */
export interface MovedWatermarks extends Watermarks {
  readonly room: RoomRef;
  /** The room's, now; absent where nobody else is shown it: the room is too large, or it is hidden. */
  readonly marks?: number;
  /** What others are shown, where that is not all. */
  readonly shown?: Watermarks;
}

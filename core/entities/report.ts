import type { Message } from "./message.ts";

/** What is said to be wrong with a message. */
export const reportReasons = [
  "spam",
  "harassment",
  "hate",
  "violence",
  "sexual",
  "self_harm",
  "illegal",
  "other",
] as const;

export type ReportReason = (typeof reportReasons)[number];

/** `resolved`: something was done about it. `dismissed`: nothing had to be. */
export const reportStatuses = ["open", "resolved", "dismissed"] as const;

export type ReportStatus = (typeof reportStatuses)[number];

/** Tells those who look after a room of a message in it. There is one of each user and message. */
export interface Report {
  /** A lower-case UUID. */
  readonly id: string;
  readonly roomId: string;
  readonly messageId: string;
  readonly reportedBy: string;
  readonly reason: ReportReason;
  readonly note?: string;
  /** When it was first made. RFC 3339. */
  readonly at: string;
  /** What the message was then: it may be deleted since. */
  readonly copy: Pick<Message, "authorId" | "text" | "createdAt">;
  readonly status: ReportStatus;
  /** Absent while it is open. */
  readonly review?: Review;
}

export interface Review {
  readonly reviewedBy: string;
  /** RFC 3339. */
  readonly at: string;
  /** For others who look after the room; whoever reported is not told. */
  readonly note?: string;
}

import type { RoomRef } from "../entities/refs.ts";
import type { Report, ReportReason, ReportStatus } from "../entities/report.ts";

export interface NewReport {
  /** Counts for nothing where the user has reported the message before. */
  readonly id: string;
  readonly messageId: string;
  readonly reportedBy: string;
  readonly reason: ReportReason;
  readonly note?: string;
}

export interface NewReview {
  readonly reportId: string;
  readonly status: Exclude<ReportStatus, "open">;
  readonly reviewedBy: string;
  readonly note?: string;
}

export interface WantedReports {
  readonly status: ReportStatus;
  /** Of a whole tenant where no room is named. */
  readonly roomId?: string;
  /** Leaves out those of what this user wrote. */
  readonly notOf?: string;
}

export interface ReportsPage {
  readonly reports: readonly Report[];
  readonly cursor?: string;
}

export interface ReportStore {
  /**
   * With a copy of the message as it is now. The same user's of the same message again: reason and note are replaced while it
   * is open, and everything else stays. @returns nothing when there is no such message, or it is deleted
   */
  put(room: RoomRef, report: NewReport): Promise<Report | undefined>;
  /** In place of an earlier review. @param notOf as in {@link WantedReports} @returns nothing when there is no such report */
  review(room: RoomRef, review: NewReview, notOf?: string): Promise<Report | undefined>;
  /** The first ones first. @throws ChatError `invalid_input` when the cursor is not one of ours */
  page(tenantId: string, wanted: WantedReports, limit: number, cursor?: string): Promise<ReportsPage>;
}

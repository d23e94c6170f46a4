import type { Actor } from "../../entities/actor.ts";
import { assertMay } from "../../entities/permissions.ts";
import { roomOf } from "../../entities/refs.ts";
import type { Report } from "../../entities/report.ts";
import { ChatError, roomNotFound } from "../../errors.ts";
import type { NewReview } from "../../ports/report-store.ts";
import type { UnitOfWork } from "../../ports/unit-of-work.ts";

export interface ReviewReportInput extends Omit<NewReview, "reviewedBy"> {
  readonly actor: Actor;
  readonly roomId: string;
}

export class ReviewReport {
  readonly #unitOfWork: UnitOfWork;

  constructor(unitOfWork: UnitOfWork) {
    this.#unitOfWork = unitOfWork;
  }

  /**
   * The last review counts. What was reported of oneself is not there. A service also reviews what a deleted room has left.
   * @throws ChatError `room_not_found`, `forbidden`, `report_not_found`
   */
  execute({ actor, roomId, ...asked }: ReviewReportInput): Promise<Report> {
    const room = roomOf(actor, roomId);
    const review = { ...asked, reviewedBy: actor.userId };
    return this.#unitOfWork.run(async ({ members, reports, audit }) => {
      const found = await members.membership(room, actor.userId);
      if (found || !actor.isService) assertMay("review_reports", found, actor);
      const reviewed = await reports.review(room, review, actor.isService ? undefined : actor.userId);
      if (!reviewed) throw found ? new ChatError("report_not_found") : roomNotFound();
      // Not of whom: the owner reads this, also of what was reported of the owner.
      await audit.record([{ actor, action: "report.reviewed", room, details: { status: review.status } }]);
      return reviewed;
    });
  }
}

import type { Actor } from "../../entities/actor.ts";
import { assertMay, assertForTenant } from "../../entities/permissions.ts";
import { roomOf } from "../../entities/refs.ts";
import type { Report, ReportStatus } from "../../entities/report.ts";
import type { Users } from "../../entities/user.ts";
import type { Stores, UnitOfWork } from "../../ports/unit-of-work.ts";

export interface ListReportsInput {
  readonly reader: Actor;
  /** Of this room; of the whole tenant, for a service, when absent. */
  readonly roomId?: string;
  readonly status: ReportStatus;
  /** 1 to 200. */
  readonly limit: number;
  readonly cursor?: string;
}

export interface ListedReports {
  /** The first ones first. */
  readonly reports: readonly Report[];
  readonly users: Users;
  readonly cursor?: string;
}

export class ListReports {
  readonly #unitOfWork: UnitOfWork;

  constructor(unitOfWork: UnitOfWork) {
    this.#unitOfWork = unitOfWork;
  }

  /**
   * Nobody is shown what was reported of themselves: who looks after the room with them is.
   * @throws ChatError `room_not_found`, `forbidden`, `invalid_input` when the cursor is not one of ours
   */
  execute({ reader, limit, cursor, ...wanted }: ListReportsInput): Promise<ListedReports> {
    return this.#unitOfWork.snapshot(async (stores) => {
      await assertReviewer(stores, reader, wanted.roomId);
      const notOf = reader.isService ? {} : { notOf: reader.userId };
      const page = await stores.reports.page(reader.tenantId, { ...wanted, ...notOf }, limit, cursor);
      return { ...page, users: await stores.users.profiles(reader.tenantId, namedIn(page.reports)) };
    });
  }
}

const assertReviewer = async ({ members }: Stores, reader: Actor, roomId: string | undefined): Promise<void> => {
  if (roomId === undefined) assertForTenant(reader);
  else assertMay("review_reports", await members.membership(roomOf(reader, roomId), reader.userId), reader);
};

const namedIn = (reports: readonly Report[]): readonly string[] => [
  ...new Set(
    reports.flatMap(({ reportedBy, copy, review }) => [
      reportedBy,
      ...(copy.authorId === undefined ? [] : [copy.authorId]),
      ...(review ? [review.reviewedBy] : []),
    ]),
  ),
];

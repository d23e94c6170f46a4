import type { RoomRef } from "../../core/entities/refs.ts";
import type { Report, ReportReason, ReportStatus, Review } from "../../core/entities/report.ts";
import type { NewReport, NewReview, ReportsPage, ReportStore, WantedReports } from "../../core/ports/report-store.ts";
import { cutPage, readCursor } from "./cursor.ts";
import { keyOf } from "./keys.ts";
import type { Queries } from "./queries.ts";

interface ReportRow {
  readonly id: string;
  readonly room: string;
  readonly message_id: string;
  readonly reported_by: string;
  readonly reason: ReportReason;
  readonly note: string | null;
  readonly at: string;
  readonly author_id: string | null;
  readonly text: string;
  readonly message_created_at: string;
  readonly status: ReportStatus;
  readonly reviewed_by: string | null;
  readonly reviewed_at: string | null;
  readonly review_note: string | null;
}

const columns = `p.id, p.room, p.message_id, p.reported_by, p.reason, p.note, p.at, p.author_id, p.text,
  p.message_created_at, p.status, p.reviewed_by, p.reviewed_at, p.review_note`;

const reviewIn = ({ reviewed_by, reviewed_at, review_note }: ReportRow): Review | undefined =>
  reviewed_by === null || reviewed_at === null
    ? undefined
    : { reviewedBy: reviewed_by, at: reviewed_at, ...(review_note === null ? {} : { note: review_note }) };

const toReport = (row: ReportRow): Report => {
  const review = reviewIn(row);
  return {
    id: row.id,
    roomId: row.room,
    messageId: row.message_id,
    reportedBy: row.reported_by,
    reason: row.reason,
    ...(row.note === null ? {} : { note: row.note }),
    at: row.at,
    copy: {
      ...(row.author_id === null ? {} : { authorId: row.author_id }),
      text: row.text,
      createdAt: row.message_created_at,
    },
    status: row.status,
    ...(review && { review }),
  };
};

const idPart = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export class PostgresReportStore implements ReportStore {
  readonly #db: Queries;

  constructor(db: Queries) {
    this.#db = db;
  }

  async put(room: RoomRef, { id, messageId, reportedBy, reason, note }: NewReport): Promise<Report | undefined> {
    const [row] = await this.#db.query<ReportRow>(
      `insert into reports as p (id, tenant_id, room_id, room, message_id, reported_by, reason, note, author_id, text, message_created_at)
       select $3, $4, m.room_id, $5, m.id, $6, $7, $8, m.author_id, m.text, m.created_at
       from messages m where m.room_id = $1 and m.id = $2 and m.deleted_at is null
       on conflict (room_id, message_id, reported_by) do update set
         reason = case p.status when 'open' then excluded.reason else p.reason end,
         note = case p.status when 'open' then excluded.note else p.note end
       returning ${columns}`,
      [keyOf(room), messageId, id, room.tenantId, room.roomId, reportedBy, reason, note ?? null],
    );
    return row && toReport(row);
  }

  async review(
    room: RoomRef,
    { reportId, status, reviewedBy, note }: NewReview,
    notOf?: string,
  ): Promise<Report | undefined> {
    const [row] = await this.#db.query<ReportRow>(
      `update reports p set status = $3, reviewed_by = $4, reviewed_at = now(), review_note = $5
       where p.room_id = $1 and p.id = $2 and ($6::text is null or p.author_id is distinct from $6) returning ${columns}`,
      [keyOf(room), reportId, status, reviewedBy, note ?? null, notOf ?? null],
    );
    return row && toReport(row);
  }

  async page(
    tenantId: string,
    { status, roomId, notOf }: WantedReports,
    limit: number,
    cursor?: string,
  ): Promise<ReportsPage> {
    const [after] = cursor === undefined ? [null] : readCursor(cursor, [idPart]);
    const [among, key] = roomId === undefined ? ["p.tenant_id", tenantId] : ["p.room_id", keyOf({ tenantId, roomId })];
    const rows = await this.#db.query<ReportRow>(
      `select ${columns} from reports p
       where ${among} = $1 and p.status = $2 and ($3::text is null or p.author_id is distinct from $3) and ($4::uuid is null or p.id > $4)
       order by p.id limit $5`,
      [key, status, notOf ?? null, after, limit + 1],
    );
    const page = cutPage(rows, limit, ({ id }) => [id]);
    return { reports: page.rows.map(toReport), ...page.more };
  }
}

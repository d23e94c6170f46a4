import type { AuditAction, AuditDetails, AuditEntry, AuditRecord } from "../../core/entities/audit.ts";
import type { RoomRef } from "../../core/entities/refs.ts";
import type { AuditLog, AuditPage } from "../../core/ports/audit-log.ts";
import { cutPage, readCursor } from "./cursor.ts";
import { keyOf } from "./keys.ts";
import type { Queries } from "./queries.ts";
import { prepared } from "./queries.ts";

interface AuditRow {
  readonly number: number;
  readonly action: AuditAction;
  readonly actor_id: string;
  readonly by_service: boolean;
  readonly room: string | null;
  readonly target: string | null;
  readonly details: AuditDetails | null;
  readonly address: string | null;
  readonly request_id: string | null;
  readonly at: string;
}

const columns = "number, action, actor_id, by_service, room, target, details, address, request_id, at";

const insertion = prepared(
  `insert into audit_log (tenant_id, room_id, room, action, actor_id, by_service, target, details, address, request_id)
   select * from unnest ($1::text[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::boolean[], $7::text[], $8::json[],
     $9::text[], $10::text[])`,
);

const numberPart = /^[1-9]\d{0,15}$/;

/** What is not there stays away. */
const present = <T extends object>(fields: { readonly [K in keyof T]: T[K] | null }): Partial<T> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null)) as Partial<T>;

const toRecord = ({
  number,
  action,
  actor_id,
  by_service,
  room,
  target,
  details,
  address,
  request_id,
  at,
}: AuditRow) => ({
  number,
  action,
  actorId: actor_id,
  ...(by_service && { byService: true as const }),
  ...present<Pick<AuditRecord, "roomId" | "target" | "details" | "address" | "requestId">>({
    roomId: room,
    target,
    details,
    address,
    requestId: request_id,
  }),
  at,
});

export class PostgresAuditLog implements AuditLog {
  readonly #db: Queries;

  constructor(db: Queries) {
    this.#db = db;
  }

  async record(entries: readonly AuditEntry[]): Promise<void> {
    if (entries.length === 0) return;
    await this.#db.tell(insertion, [
      entries.map(({ actor }) => actor.tenantId),
      entries.map(({ room }) => (room ? keyOf(room) : null)),
      entries.map(({ room }) => room?.roomId ?? null),
      entries.map(({ action }) => action),
      entries.map(({ actor }) => actor.userId),
      entries.map(({ actor }) => actor.isService === true),
      entries.map(({ target }) => target ?? null),
      entries.map(({ details }) => (details ? JSON.stringify(details) : null)),
      entries.map(({ actor }) => actor.origin?.address ?? null),
      entries.map(({ actor }) => actor.origin?.requestId ?? null),
    ]);
  }

  ofRoom(room: RoomRef, limit: number, cursor?: string): Promise<AuditPage> {
    return this.#page("room_id = $1", keyOf(room), limit, cursor);
  }

  ofTenant(tenantId: string, limit: number, cursor?: string): Promise<AuditPage> {
    return this.#page("tenant_id = $1", tenantId, limit, cursor);
  }

  async #page(condition: string, of: string, limit: number, cursor: string | undefined): Promise<AuditPage> {
    const [before] = cursor === undefined ? [null] : readCursor(cursor, [numberPart]);
    const rows = await this.#db.query<AuditRow>(
      `select ${columns} from audit_log where ${condition} and ($2::bigint is null or number < $2)
       order by number desc limit $3`,
      [of, before, limit + 1],
    );
    const page = cutPage(rows, limit, ({ number }) => [String(number)]);
    return { records: page.rows.map(toRecord), ...page.more };
  }
}

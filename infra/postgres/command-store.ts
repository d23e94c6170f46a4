import type {
  Application,
  CommandKey,
  CommandRecord,
  Recorded,
  RecordedMessage,
  Refusal,
} from "../../core/entities/command.ts";
import type { RoomRef } from "../../core/entities/refs.ts";
import type { CommandStore } from "../../core/ports/command-store.ts";
import { byKey, keyOf, keysOf } from "./keys.ts";
import type { Queries } from "./queries.ts";
import { prepared } from "./queries.ts";
import type { MessageRow } from "./rows.ts";

/** What is recorded under an id: a message, or a command that was refused, or left no message. */
type RecordedRow =
  | ({ readonly type: "message" } & OfKey & Pick<MessageRow, "seq" | "version" | "created_at" | "deleted_at">)
  | ({ readonly type: "refusal"; readonly kind: string; readonly code: string } & OfKey)
  | ({ readonly type: "application"; readonly kind: string; readonly version: number } & OfKey);

interface OfKey {
  readonly room_id: string;
  readonly id: string;
  readonly user_id: string;
  readonly digest: string;
}

const recorded = prepared(
  `select 'message' as type, n.room_id, n.id, m.author_id as user_id, encode(m.digest, 'hex') as digest, m.version,
     m.seq, m.created_at, m.deleted_at, null as kind, null as code
   from (select distinct * from unnest ($1::uuid[] || $4::uuid[], $2::uuid[] || $5::uuid[])) as n (room_id, id)
   cross join lateral (
     select author_id, digest, version, seq, created_at, deleted_at from messages
     where room_id = n.room_id and id = n.id offset 0
   ) as m
   union all
   select case c.status when 'applied' then 'application' else 'refusal' end, n.room_id, n.id, n.user_id,
     encode(c.digest, 'hex'), c.version, null, null, null, c.kind, c.code
   from (select distinct * from unnest ($1::uuid[], $2::uuid[], $3::text[])) as n (room_id, id, user_id)
   cross join lateral (
     select status, digest, version, kind, code from commands
     where room_id = n.room_id and user_id = n.user_id and id = n.id offset 0
   ) as c`,
);

const find = prepared(
  `select encode(digest, 'hex') as digest, version, null as code
   from messages where room_id = $1 and id = $2 and author_id = $3
     and exists (select from rooms where key = $1 and deleted_at is null)
   union all
   select encode(digest, 'hex'), version, code
   from commands where room_id = $1 and id = $2 and user_id = $3`,
);

interface FoundRow {
  readonly digest: string;
  readonly version: number | null;
  readonly code: string | null;
}

export class PostgresCommandStore implements CommandStore {
  readonly #db: Queries;

  constructor(db: Queries) {
    this.#db = db;
  }

  async recorded(keys: readonly (CommandKey & { readonly messageId?: string })[]): Promise<Recorded> {
    if (keys.length === 0) return { messages: [], refusals: [], applications: [] };
    const rooms = keys.map(({ room }) => room);
    const named = keys.filter(({ messageId }) => messageId !== undefined);
    const rows = await this.#db.query<RecordedRow>(recorded, [
      keysOf(rooms),
      keys.map(({ id }) => id),
      keys.map(({ authorId }) => authorId),
      keysOf(named.map(({ room }) => room)),
      named.map(({ messageId }) => messageId),
    ]);
    return sort(rows, byKey(rooms));
  }

  async refuse(refusals: readonly Refusal[]): Promise<void> {
    await this.#db.tell(
      `insert into commands (room_id, user_id, id, kind, digest, status, code)
       select n.room_id, n.user_id, n.id, n.kind, decode(n.digest, 'hex'), 'rejected', n.code
       from unnest ($1::uuid[], $2::text[], $3::uuid[], $4::text[], $5::text[], $6::text[])
         as n (room_id, user_id, id, kind, digest, code)
       on conflict do nothing`,
      [
        keysOf(refusals.map(({ room }) => room)),
        refusals.map(({ authorId }) => authorId),
        refusals.map(({ id }) => id),
        refusals.map(({ kind }) => kind),
        refusals.map(({ digest }) => digest),
        refusals.map(({ code }) => code),
      ],
    );
  }

  async apply(applications: readonly Application[]): Promise<void> {
    await this.#db.tell(
      `insert into commands (room_id, user_id, id, kind, digest, status, version)
       select n.room_id, n.user_id, n.id, n.kind, decode(n.digest, 'hex'), 'applied', n.version
       from unnest ($1::uuid[], $2::text[], $3::uuid[], $4::text[], $5::text[], $6::bigint[])
         as n (room_id, user_id, id, kind, digest, version)`,
      [
        keysOf(applications.map(({ room }) => room)),
        applications.map(({ authorId }) => authorId),
        applications.map(({ id }) => id),
        applications.map(({ kind }) => kind),
        applications.map(({ digest }) => digest),
        applications.map(({ version }) => version),
      ],
    );
  }

  async find({ room, authorId, id }: CommandKey): Promise<CommandRecord | undefined> {
    const params = [keyOf(room), id, authorId];
    const [row] = await this.#db.query<FoundRow>(find, params);
    if (!row) return undefined;
    const { digest, version, code } = row;
    return code === null ? { status: "applied", version: version ?? 0, digest } : { status: "rejected", code, digest };
  }
}

const sort = (rows: readonly RecordedRow[], rooms: ReadonlyMap<string, RoomRef>): Recorded => {
  const messages: RecordedMessage[] = [];
  const refusals: Refusal[] = [];
  const applications: Application[] = [];
  for (const row of rows) {
    const room = rooms.get(row.room_id);
    if (!room) continue;
    const key = { room, id: row.id, authorId: row.user_id, digest: row.digest };
    if (row.type === "message") messages.push({ ...key, ...ofMessage(row) });
    else if (row.type === "refusal") refusals.push({ ...key, kind: row.kind, code: row.code });
    else applications.push({ ...key, kind: row.kind, version: row.version });
  }
  return { messages, refusals, applications };
};

const ofMessage = (row: Pick<MessageRow, "seq" | "version" | "created_at" | "deleted_at">) => ({
  seq: row.seq,
  version: row.version,
  createdAt: row.created_at,
  ...(row.deleted_at === null ? {} : { deletedAt: row.deleted_at }),
});

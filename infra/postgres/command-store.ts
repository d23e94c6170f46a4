import type { CommandKey, CommandRecord, Recorded, Refusal } from "../../core/entities/command.ts";
import type { RoomRef } from "../../core/entities/refs.ts";
import type { CommandStore } from "../../core/ports/command-store.ts";
import { byKey, keyOf, keysOf } from "./keys.ts";
import type { Queries } from "./queries.ts";
import { prepared } from "./queries.ts";

/** A message, or a refused command: what is recorded under an id. */
interface RecordedRow {
  readonly room_id: string;
  readonly id: string;
  readonly user_id: string;
  readonly digest: string;
  readonly version: number | null;
  readonly kind: string | null;
  readonly code: string | null;
}

const recorded = prepared(
  `select n.room_id, n.id, m.author_id as user_id, encode(m.digest, 'hex') as digest, m.version,
     null as kind, null as code
   from (select distinct * from unnest ($1::uuid[], $2::uuid[])) as n (room_id, id)
   cross join lateral (
     select author_id, digest, version from messages where room_id = n.room_id and id = n.id offset 0
   ) as m
   union all
   select n.room_id, n.id, n.user_id, encode(c.digest, 'hex'), null, c.kind, c.code
   from (select distinct * from unnest ($1::uuid[], $2::uuid[], $3::text[])) as n (room_id, id, user_id)
   cross join lateral (
     select digest, kind, code from commands
     where room_id = n.room_id and user_id = n.user_id and id = n.id and status = 'rejected' offset 0
   ) as c`,
);

const find = prepared(
  `select encode(digest, 'hex') as digest, version, null as code
   from messages where room_id = $1 and id = $2 and author_id = $3
   union all
   select encode(digest, 'hex'), version, code
   from commands where room_id = $1 and id = $2 and user_id = $3`,
);

export class PostgresCommandStore implements CommandStore {
  readonly #db: Queries;

  constructor(db: Queries) {
    this.#db = db;
  }

  async recorded(keys: readonly CommandKey[]): Promise<Recorded> {
    if (keys.length === 0) return { messages: [], refusals: [] };
    const rooms = keys.map(({ room }) => room);
    const rows = await this.#db.query<RecordedRow>(recorded, [
      keysOf(rooms),
      keys.map(({ id }) => id),
      keys.map(({ authorId }) => authorId),
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

  async find({ room, authorId, id }: CommandKey): Promise<CommandRecord | undefined> {
    const params = [keyOf(room), id, authorId];
    const [row] = await this.#db.query<Pick<RecordedRow, "digest" | "version" | "code">>(find, params);
    if (!row) return undefined;
    const { digest, version, code } = row;
    return code === null ? { status: "applied", version: version ?? 0, digest } : { status: "rejected", code, digest };
  }
}

const sort = (rows: readonly RecordedRow[], rooms: ReadonlyMap<string, RoomRef>): Recorded => {
  const messages: Recorded["messages"][number][] = [];
  const refusals: Refusal[] = [];
  for (const { room_id, id, user_id: authorId, digest, version, kind, code } of rows) {
    const room = rooms.get(room_id);
    if (!room) continue;
    if (version !== null) messages.push({ room, id, authorId, digest, version });
    else if (kind !== null && code !== null) refusals.push({ room, id, authorId, digest, kind, code });
  }
  return { messages, refusals };
};

import type { Receipt } from "../../core/entities/receipt.ts";
import type { RoomRef, UserRef } from "../../core/entities/refs.ts";
import type { MovedWatermarks, Reach, ReceiptsEvent, UnreadRoom, Watermarks } from "../../core/entities/watermarks.ts";
import type { ReceiptsPage, ReceiptStore } from "../../core/ports/receipt-store.ts";
import { cutPage, readCursor, userIdPart } from "./cursor.ts";
import { byKey, keyOf, keysOf } from "./keys.ts";
import type { Queries } from "./queries.ts";
import { prepared } from "./queries.ts";
import { settingsBeside } from "./settings-rows.ts";
import { delivered, read, readPosts, unread, watermarksBeside } from "./watermark-rows.ts";

const columns = `m.user_id, ${delivered} as delivered, ${read} as read`;

/**
 * What may have moved is looked for without a lock: how many messages of their own a member has up to a `seq` is history, and the
 * same for whoever counts. Rows are locked in one order, the rooms' marks first. They come to their members by a sort, not by a join:
 * of what other parts of a statement return the planner expects a row, and would go through all of it for each member.
 */
const apply = prepared(
  `with said as (
     select n.room_id, n.user_id, least(n.delivered, r.seq) as delivered, least(n.read, r.seq) as read,
       r.member_count <= n.shown_up_to as is_shown, m.posts, m.last_post_seq,
       ${delivered} as before_delivered, ${read} as before_read, ${readPosts} as before_posts
     from unnest ($1::uuid[], $2::text[], $3::bigint[], $4::bigint[], $5::double precision[])
       as n (room_id, user_id, delivered, read, shown_up_to)
     join members m on m.room_id = n.room_id and m.user_id = n.user_id and m.left_at is null
     join rooms r on r.key = n.room_id and r.deleted_at is null
     ${watermarksBeside}
   ), moving as (
     select room_id, user_id, is_shown, greatest(delivered, before_delivered) as delivered, greatest(read, before_read) as read,
       case
         when read <= before_read then before_posts
         when read >= last_post_seq or posts = before_posts then posts
         else before_posts + (
           select count(*) from messages p where p.room_id = said.room_id and p.seq > before_read and p.seq <= read
             and p.author_id = said.user_id
         )
       end as read_posts
     from said where delivered > before_delivered or read > before_read
   ), marked as (
     insert into room_marks as k (room_id, marks)
     select distinct room_id, 1 from moving where is_shown order by room_id
     on conflict (room_id) do update set marks = k.marks + 1 returning room_id, marks
   ), numbered as (
     select room_id, user_id, delivered, read, read_posts, max(marks) over (partition by room_id) as marks
     from (
       select room_id, user_id, delivered, read, read_posts, 0 as marks from moving
       union all select room_id, null, null, null, null, marks from marked
     ) as both_of_them
   )
   insert into watermarks as w (room_id, user_id, delivered, read, read_posts, marks)
   select room_id, user_id, delivered, read, read_posts, marks from numbered where user_id is not null order by room_id, user_id
   on conflict (room_id, user_id) do update set delivered = greatest(w.delivered, excluded.delivered),
     read = greatest(w.read, excluded.read), marks = greatest(w.marks, excluded.marks),
     read_posts = case when excluded.read > w.read then excluded.read_posts else w.read_posts end
   returning w.room_id, w.user_id, w.delivered, w.read, w.marks, w.room_id in (select room_id from marked) as is_shown`,
);

const overMarkers = prepared(
  `select n.index from unnest ($1::uuid[], $2::text[], $3::bigint[]) with ordinality as n (room_id, user_id, user_version, index)
   join member_settings s on s.room_id = n.room_id and s.user_id = n.user_id
   where s.marker is not null and s.marker_version <= n.user_version`,
);

const since = prepared(
  `select k.room_id, k.marks, coalesce(json_agg(moved) filter (where moved is not null), '[]') as receipts
   from unnest ($1::uuid[], $2::bigint[]) as n (room_id, marks)
   join room_marks k on k.room_id = n.room_id and k.marks > n.marks
   left join lateral (
     select ${columns} from watermarks w
     join members m on m.room_id = w.room_id and m.user_id = w.user_id and m.left_at is null
     where w.room_id = k.room_id and w.marks > n.marks
   ) as moved on true
   group by k.room_id, k.marks`,
);

interface WatermarksRow {
  readonly user_id: string;
  readonly delivered: number;
  readonly read: number;
}

type MovedRow = WatermarksRow & { readonly room_id: string; readonly marks: number; readonly is_shown: boolean };
interface SinceRow {
  readonly room_id: string;
  readonly marks: number;
  readonly receipts: readonly WatermarksRow[];
}

const toWatermarks = ({ user_id: userId, delivered, read }: WatermarksRow): Watermarks => ({ userId, delivered, read });

export class PostgresReceiptStore implements ReceiptStore {
  readonly #db: Queries;

  constructor(db: Queries) {
    this.#db = db;
  }

  async apply(receipts: readonly Receipt[], shownUpTo: readonly number[]): Promise<readonly MovedWatermarks[]> {
    const rooms = byKey(receipts.map(({ room }) => room));
    const rows = await this.#db.query<MovedRow>(apply, [
      keysOf(receipts.map(({ room }) => room)),
      receipts.map(({ userId }) => userId),
      receipts.map((receipt) => receipt.delivered),
      receipts.map((receipt) => receipt.read),
      shownUpTo,
    ]);
    return rows.flatMap((row) => {
      const room = rooms.get(row.room_id);
      return room ? [{ room, ...toWatermarks(row), ...(row.is_shown && { marks: row.marks }) }] : [];
    });
  }

  async overMarkers(receipts: readonly Receipt[]): Promise<readonly Receipt[]> {
    const telling = receipts.filter((receipt) => receipt.read > 0);
    if (telling.length === 0) return [];
    const rows = await this.#db.query<{ index: number }>(overMarkers, [
      keysOf(telling.map(({ room }) => room)),
      telling.map(({ userId }) => userId),
      telling.map(({ userVersion }) => userVersion),
    ]);
    return rows.flatMap(({ index }) => telling[index - 1] ?? []);
  }

  async page(room: RoomRef, limit: number, cursor?: string): Promise<ReceiptsPage> {
    const { marks, ...page } = await this.#page(room, limit, cursor);
    return { ...page, marks };
  }

  async pageOf(
    room: RoomRef,
    { seq, authorId }: { readonly seq: number; readonly authorId?: string },
    limit: number,
    cursor?: string,
  ): Promise<Omit<ReceiptsPage, "marks">> {
    const { marks: _, ...page } = await this.#page(room, limit, cursor, seq, authorId);
    return page;
  }

  async reach(room: RoomRef, { seq, authorId }: { readonly seq: number; readonly authorId?: string }): Promise<Reach> {
    const [row] = await this.#db.query<Reach>(
      `select count(*) as members, count(*) filter (where ${delivered} >= $2) as delivered,
         count(*) filter (where ${read} >= $2) as read
       from members m ${watermarksBeside}
       where m.room_id = $1 and m.left_at is null and m.joined_seq < $2 and m.user_id is distinct from $3`,
      [keyOf(room), seq, authorId ?? null],
    );
    return row ?? { members: 0, delivered: 0, read: 0 };
  }

  async since(
    positions: readonly { readonly room: RoomRef; readonly marks: number }[],
  ): Promise<readonly (ReceiptsEvent & { readonly room: RoomRef })[]> {
    const rooms = positions.map(({ room }) => room);
    const rows = await this.#db.query<SinceRow>(since, [keysOf(rooms), positions.map(({ marks }) => marks)]);
    return positions.flatMap(({ room, marks: prev }) => {
      const [row] = rows.filter(({ room_id }) => room_id === keyOf(room));
      return row
        ? [{ room, roomId: room.roomId, prev, marks: row.marks, receipts: row.receipts.map(toWatermarks) }]
        : [];
    });
  }

  async unread({ tenantId, userId }: UserRef): Promise<readonly UnreadRoom[]> {
    const rows = await this.#db.query<{ id: string; seq: number; unread: number; silent: boolean }>(
      `select r.id, r.seq, ${unread} as unread, coalesce(s.silent or s.silent_until > now(), false) as silent
       from members m join rooms r on r.key = m.room_id and r.deleted_at is null ${settingsBeside} ${watermarksBeside}
       where m.tenant_id = $1 and m.user_id = $2 and m.left_at is null and ${unread} > 0
       order by r.active_at desc, r.key desc`,
      [tenantId, userId],
    );
    return rows.map(({ id, silent, ...row }) => ({
      roomId: id,
      seq: row.seq,
      unread: row.unread,
      ...(silent && { silent }),
    }));
  }

  async #page(room: RoomRef, limit: number, cursor?: string, seq?: number, authorId?: string): Promise<ReceiptsPage> {
    const [after] = cursor === undefined ? [null] : readCursor(cursor, [userIdPart]);
    const rows = await this.#db.query<WatermarksRow & { readonly marks: number }>(
      `select ${columns}, coalesce((select marks from room_marks where room_id = $1), 0) as marks
       from members m ${watermarksBeside}
       where m.room_id = $1 and m.left_at is null and ($2::text is null or m.user_id > $2)
         and ($4::bigint is null or m.joined_seq < $4) and ($5::text is null or m.user_id <> $5)
       order by m.user_id limit $3`,
      [keyOf(room), after, limit + 1, seq ?? null, authorId ?? null],
    );
    const page = cutPage(rows, limit, ({ user_id }) => [user_id]);
    return { receipts: page.rows.map(toWatermarks), marks: rows[0]?.marks ?? 0, ...page.more };
  }
}

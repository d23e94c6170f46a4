import type { Receipt } from "../../core/entities/receipt.ts";
import type { RoomRef, UserRef } from "../../core/entities/refs.ts";
import type { ReceiptsViewer } from "../../core/entities/shown-watermarks.ts";
import { shownWatermarks } from "../../core/entities/shown-watermarks.ts";
import type { MovedWatermarks, Reach, ReceiptsEvent, UnreadRoom, Watermarks } from "../../core/entities/watermarks.ts";
import type { Posted, ReceiptsPage, ReceiptStore } from "../../core/ports/receipt-store.ts";
import { cutPage, readCursor, userIdPart } from "./cursor.ts";
import { byKey, keyOf, keysOf } from "./keys.ts";
import type { Queries } from "./queries.ts";
import { prepared } from "./queries.ts";
import { unreadRoomsOf } from "./unread-rooms.ts";
import { giverBeside, hidesDelivered, hidesRead, shown, shownTo } from "./shown-watermarks.ts";
import { delivered, read, readPosts, watermarksBeside } from "./watermark-rows.ts";

/** As everybody in the room is shown them. */
const toAll = shown({ isDeliveredHidden: hidesDelivered, isReadHidden: hidesRead });
/** As the viewer of {@link viewing} is. */
const toViewer = shownTo("$1", "$2", "$3");
const viewing = (viewer?: ReceiptsViewer) => [
  viewer?.userId ?? null,
  viewer?.hides.deliveryReceipts === false,
  viewer?.hides.readReceipts === false,
];

/** Of a row that was written, whether it is one of those that move. The list is hashed. */
const isAmong = (which: string): string =>
  `((w.room_id, w.user_id) in (select room_id, user_id from moving where ${which}))`;

/**
 * What may have moved is looked for without a lock: how many messages of their own a member has up to a `seq` is history, and the
 * same for whoever counts. Rows are locked in one order, the rooms' marks first. They come to their members by a sort, not by a join:
 * of what other parts of a statement return the planner expects a row, and would go through all of it for each member. What is hidden
 * from everybody counts no mark, as that alone would give it away.
 */
const apply = prepared(
  `with said as (
     select n.room_id, n.user_id, least(n.delivered, r.seq) as delivered, least(n.read, r.seq) as read,
       r.member_count <= n.shown_up_to as is_small, ${hidesDelivered} as hides_delivered, ${hidesRead} as hides_read,
       m.posts, m.last_post_seq,
       ${delivered} as before_delivered, ${read} as before_read, ${readPosts} as before_posts
     from unnest ($1::uuid[], $2::text[], $3::bigint[], $4::bigint[], $5::double precision[])
       as n (room_id, user_id, delivered, read, shown_up_to)
     join members m on m.room_id = n.room_id and m.user_id = n.user_id and m.left_at is null
     join rooms r on r.key = n.room_id and r.deleted_at is null
     ${giverBeside} ${watermarksBeside}
   ), moving as (
     select room_id, user_id, greatest(delivered, before_delivered) as delivered, greatest(read, before_read) as read,
       hides_delivered, hides_read,
       is_small and (delivered > before_delivered and not hides_delivered or read > before_read and not hides_read) as is_shown,
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
     select room_id, user_id, delivered, read, read_posts, case when is_shown then max(marks) over (partition by room_id) else 0 end as marks
     from (
       select room_id, user_id, delivered, read, read_posts, is_shown, 0 as marks from moving
       union all select room_id, null, null, null, null, null, marks from marked
     ) as both_of_them
   )
   insert into watermarks as w (room_id, user_id, delivered, read, read_posts, marks)
   select room_id, user_id, delivered, read, read_posts, marks from numbered where user_id is not null order by room_id, user_id
   on conflict (room_id, user_id) do update set delivered = greatest(w.delivered, excluded.delivered),
     read = greatest(w.read, excluded.read), marks = greatest(w.marks, excluded.marks),
     read_posts = case when excluded.read > w.read then excluded.read_posts else w.read_posts end
   returning w.room_id, w.user_id, w.delivered, w.read, w.marks, ${isAmong("is_shown")} as is_shown,
     ${isAmong("hides_delivered")} as hides_delivered, ${isAmong("hides_read")} as hides_read,
     case when ${isAmong("hides_delivered or hides_read")} then
       (select m.joined_seq from members m where m.room_id = w.room_id and m.user_id = w.user_id)
     end as joined_seq`,
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
     select m.user_id, ${toAll.delivered} as delivered, ${toAll.read} as read from watermarks w
     join members m on m.room_id = w.room_id and m.user_id = w.user_id and m.left_at is null
     join rooms r on r.key = w.room_id
     ${giverBeside}
     where w.room_id = k.room_id and w.marks > n.marks
   ) as moved on true
   group by k.room_id, k.marks`,
);

interface WatermarksRow {
  readonly user_id: string;
  readonly delivered: number;
  readonly read: number;
}

interface MovedRow extends WatermarksRow {
  readonly room_id: string;
  readonly marks: number;
  readonly is_shown: boolean;
  readonly hides_delivered: boolean;
  readonly hides_read: boolean;
  readonly joined_seq: number | null;
}
interface SinceRow {
  readonly room_id: string;
  readonly marks: number;
  readonly receipts: readonly WatermarksRow[];
}

const deliveriesOff = { deliveryReceipts: false } as const;
const readsOff = { readReceipts: false } as const;

const toWatermarks = ({ user_id: userId, delivered, read }: WatermarksRow): Watermarks => ({ userId, delivered, read });

/** Of a room that shows it: what others are shown, where that is not all. */
const toShown = (row: MovedRow): Pick<MovedWatermarks, "marks" | "shown"> => {
  const { marks, delivered, read, joined_seq } = row;
  if (!row.is_shown) return {};
  if (joined_seq === null) return { marks };
  const giver = { ...(row.hides_delivered && deliveriesOff), ...(row.hides_read && readsOff) };
  const shown = shownWatermarks(toWatermarks(row), { giver, viewer: {} }, joined_seq);
  return shown.delivered === delivered && shown.read === read ? { marks } : { marks, shown };
};

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
      return room ? [{ room, ...toWatermarks(row), ...toShown(row) }] : [];
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

  async page(room: RoomRef, viewer: ReceiptsViewer | undefined, limit: number, cursor?: string): Promise<ReceiptsPage> {
    return this.#page(room, viewer, limit, cursor);
  }

  async pageOf(
    room: RoomRef,
    message: Posted,
    viewer: ReceiptsViewer | undefined,
    limit: number,
    cursor?: string,
  ): Promise<Omit<ReceiptsPage, "marks">> {
    const { marks: _, ...page } = await this.#page(room, viewer, limit, cursor, message);
    return page;
  }

  async reach(room: RoomRef, { seq, authorId }: Posted, viewer: ReceiptsViewer | undefined): Promise<Reach> {
    const [row] = await this.#db.query<Reach>(
      `select count(*) as members, count(*) filter (where ${toViewer.delivered} >= $5) as delivered,
         count(*) filter (where ${toViewer.read} >= $5) as read
       from members m ${giverBeside} ${watermarksBeside}
       where m.room_id = $4 and m.left_at is null and m.joined_seq < $5 and m.user_id is distinct from $6`,
      [...viewing(viewer), keyOf(room), seq, authorId ?? null],
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

  unread(user: UserRef): Promise<readonly UnreadRoom[]> {
    return unreadRoomsOf(this.#db, user);
  }

  async #page(
    room: RoomRef,
    viewer: ReceiptsViewer | undefined,
    limit: number,
    cursor?: string,
    message?: Posted,
  ): Promise<ReceiptsPage> {
    const [after] = cursor === undefined ? [null] : readCursor(cursor, [userIdPart]);
    const rows = await this.#db.query<WatermarksRow & { readonly marks: number }>(
      `select m.user_id, ${toViewer.delivered} as delivered, ${toViewer.read} as read,
         coalesce((select marks from room_marks where room_id = $4), 0) as marks
       from members m ${giverBeside} ${watermarksBeside}
       where m.room_id = $4 and m.left_at is null and ($5::text is null or m.user_id > $5)
         and ($7::bigint is null or m.joined_seq < $7) and ($8::text is null or m.user_id <> $8)
       order by m.user_id limit $6`,
      [...viewing(viewer), keyOf(room), after, limit + 1, message?.seq ?? null, message?.authorId ?? null],
    );
    const page = cutPage(rows, limit, ({ user_id }) => [user_id]);
    return { receipts: page.rows.map(toWatermarks), marks: rows[0]?.marks ?? 0, ...page.more };
  }
}

import { searchable, tailsOf } from "../../core/entities/name-search.ts";
import type { RoomRef, UserRef } from "../../core/entities/refs.ts";
import type { RoomProfile, RoomTerms } from "../../core/entities/room.ts";
import type { RoomsPage } from "../../core/ports/room-store.ts";
import { cutPage, readCursor, roomIdPart } from "./cursor.ts";
import { keyOf } from "./keys.ts";
import type { Queries } from "./queries.ts";
import type { SummaryRow } from "./rows.ts";
import { besideSummary, summaryColumns, toSummary } from "./rows.ts";

/** A tail: what cannot be in one, U+0000 above all, is nothing to ask a database for. */
const tailPart = /^\P{C}{0,64}$/u;

/** Of each channel the whole name. */
const wholeNames = `select c.room_id, c.tail, c.id from channel_names c
  where c.tenant_id = $1 and c.is_whole and $3 = ''`;

/** Of each channel the first of its tails that begins so. Nothing sorts behind the last code point. */
const firstTails = `select c.room_id, c.tail, c.id from channel_names c
  where c.tenant_id = $1 and c.tail >= $3 and c.tail < $3 || U&'\\+10FFFF'
    and not exists (
      select from channel_names e where e.room_id = c.room_id and e.tail >= $3 and e.tail < c.tail
    )`;

/** The page is cut before anything is read beside it, so its cost does not depend on how many channels there are. */
const pageFrom = (names: string): string =>
  `select ${summaryColumns}, c.tail from (
     ${names} and ($4::text is null or (c.tail, c.id) > ($4, $5::text)) order by c.tail, c.id limit $6
   ) as c
   join rooms r on r.key = c.room_id
   left join members m on m.room_id = r.key and m.user_id = $2
   ${besideSummary}
   order by c.tail, c.id`;

const all = pageFrom(wholeNames);
const found = pageFrom(firstTails);

/** Makes a channel be found by its name as it is now; one that is archived is not found. Any other room never is. */
export const keepName = async (db: Queries, ref: RoomRef, room: RoomTerms & RoomProfile): Promise<void> => {
  if (room.kind !== "channel") return;
  const tails = room.archived ? [] : tailsOf(room.name);
  await db.tell(
    `with gone as (delete from channel_names where room_id = $1 and tail <> all ($4::text[]))
     insert into channel_names (room_id, tenant_id, id, tail, is_whole)
     select $1, $2, $3, n.tail, n.place = 1 from unnest ($4::text[]) with ordinality as n (tail, place)
     on conflict (room_id, tail) do update set is_whole = excluded.is_whole`,
    [keyOf(ref), ref.tenantId, ref.roomId, tails],
  );
};

export const pageOfChannels = async (
  db: Queries,
  reader: UserRef,
  search: string,
  limit: number,
  cursor?: string,
): Promise<RoomsPage> => {
  const [tail, id] = cursor === undefined ? [null, null] : readCursor(cursor, [tailPart, roomIdPart]);
  const wanted = searchable(search);
  const rows = await db.query<SummaryRow & { tail: string }>(wanted === "" ? all : found, [
    reader.tenantId,
    reader.userId,
    wanted,
    tail,
    id,
    limit + 1,
  ]);
  const page = cutPage(rows, limit, (row) => [row.tail, row.id]);
  return { rooms: page.rows.map((row) => toSummary(row, reader.userId)), ...page.more };
};

import { searchable, tailsOfUser } from "../../core/entities/name-search.ts";
import type { User } from "../../core/entities/user.ts";
import type { UsersPage } from "../../core/ports/user-store.ts";
import type { Part } from "./cursor.ts";
import { cutPage, readCursor, userIdPart } from "./cursor.ts";
import type { Queries } from "./queries.ts";
import type { ProfileRow } from "./user-rows.ts";
import { namedColumns, toUser } from "./user-rows.ts";

/** A tail: what cannot be in one, U+0000 above all, is nothing to ask a database for. */
const tailPart: Part = /^\P{C}{1,64}$/u;

const all = `select ${namedColumns}, '' as tail from users u
  where u.tenant_id = $1 and u.deactivated_at is null and ($2::text is null or u.id > $2)
  order by u.id limit $3`;

/**
 * Of each user the first of the tails that begins so. Nothing sorts behind the last code point. The page is cut before anything
 * is read beside it, so its cost does not depend on how many users there are.
 */
const found = `select ${namedColumns}, n.tail from (
    select n.tail, n.user_id from user_names n
    where n.tenant_id = $1 and n.tail >= $4 and n.tail < $4 || U&'\\+10FFFF'
      and not exists (
        select from user_names e
        where e.tenant_id = $1 and e.user_id = n.user_id and e.tail >= $4 and e.tail < n.tail
      )
      and ($5::text is null or (n.tail, n.user_id) > ($5, $2::text))
    order by n.tail, n.user_id limit $3
  ) as n
  join users u on u.tenant_id = $1 and u.id = n.user_id
  order by n.tail, n.user_id`;

/** Makes a locked user be found by the name as it is now; one who is deactivated is not found. */
export const keepUserName = async (db: Queries, tenantId: string, user: User): Promise<void> => {
  const { userId, name, deactivated } = user;
  await db.tell(
    `with gone as (delete from user_names where tenant_id = $1 and user_id = $2 and tail <> all ($3::text[]))
     insert into user_names (tenant_id, user_id, tail) select $1, $2, n.tail from unnest ($3::text[]) as n (tail)
     on conflict do nothing`,
    [tenantId, userId, deactivated ? [] : tailsOfUser(userId, name)],
  );
};

export const pageOfUsers = async (
  db: Queries,
  tenantId: string,
  search: string,
  limit: number,
  cursor?: string,
): Promise<UsersPage> => {
  const wanted = searchable(search);
  const [tail, id] = placeIn(wanted, cursor);
  const rows = await db.query<ProfileRow & { readonly tail: string }>(
    wanted === "" ? all : found,
    wanted === "" ? [tenantId, id, limit + 1] : [tenantId, id, limit + 1, wanted, tail],
  );
  const page = cutPage(rows, limit, (row) => (wanted === "" ? [row.id] : [row.tail, row.id]));
  return { users: page.rows.map(toUser), ...page.more };
};

/** Where the list goes on: behind this tail, and this user. */
const placeIn = (wanted: string, cursor?: string): readonly (string | null | undefined)[] => {
  if (cursor === undefined) return [null, null];
  return wanted === "" ? [null, ...readCursor(cursor, [userIdPart])] : readCursor(cursor, [tailPart, userIdPart]);
};

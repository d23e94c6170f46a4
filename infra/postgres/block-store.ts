import type { Block } from "../../core/entities/block.ts";
import type { RoomRef, UserRef } from "../../core/entities/refs.ts";
import type { LockedRoom } from "../../core/entities/room.ts";
import type { BlocksPage, BlockStore } from "../../core/ports/block-store.ts";
import { cutPage, readCursor, userIdPart } from "./cursor.ts";
import { byKey, keysOf } from "./keys.ts";
import type { Queries } from "./queries.ts";
import { prepared } from "./queries.ts";

interface BlockRow {
  readonly user_id: string;
  readonly at: string;
}

const toBlock = ({ user_id, at }: BlockRow): Block => ({ userId: user_id, at });

const between = prepared(
  `select n.room_id from unnest ($1::uuid[], $2::text[], $3::text[], $4::text[]) as n (room_id, tenant_id, low, high)
   where exists (
     select from blocks where tenant_id = n.tenant_id and (user_id, blocked_id) in ((n.low, n.high), (n.high, n.low))
   )`,
);

const pairs = prepared(
  `select user_id, blocked_id as other_id from blocks
   where tenant_id = $1 and user_id = any ($2::text[]) and blocked_id = any ($3::text[])
   union
   select blocked_id, user_id from blocks
   where tenant_id = $1 and user_id = any ($3::text[]) and blocked_id = any ($2::text[])`,
);

export class PostgresBlockStore implements BlockStore {
  readonly #db: Queries;

  constructor(db: Queries) {
    this.#db = db;
  }

  async put({ tenantId, userId }: UserRef, blockedId: string, most: number): Promise<Block | undefined> {
    const [row] = await this.#db.query<BlockRow>(
      `insert into blocks as b (tenant_id, user_id, blocked_id)
       select $1, $2, $3 where (select count(*) from blocks where tenant_id = $1 and user_id = $2) < $4
         or exists (select from blocks where tenant_id = $1 and user_id = $2 and blocked_id = $3)
       on conflict (tenant_id, user_id, blocked_id) do update set at = b.at
       returning blocked_id as user_id, at`,
      [tenantId, userId, blockedId, most],
    );
    return row && toBlock(row);
  }

  async lift({ tenantId, userId }: UserRef, blockedId: string): Promise<void> {
    await this.#db.tell("delete from blocks where tenant_id = $1 and user_id = $2 and blocked_id = $3", [
      tenantId,
      userId,
      blockedId,
    ]);
  }

  async among({ tenantId, userId }: UserRef, userIds: readonly string[]): Promise<readonly string[]> {
    const rows = await this.#db.query<Pick<BlockRow, "user_id">>(
      `select blocked_id as user_id from blocks where tenant_id = $1 and user_id = $2 and blocked_id = any ($3::text[])
       union
       select user_id from blocks where tenant_id = $1 and user_id = any ($3::text[]) and blocked_id = $2
       order by user_id`,
      [tenantId, userId, userIds],
    );
    return rows.map(({ user_id }) => user_id);
  }

  async pairs(tenantId: string, userIds: readonly string[], otherIds: readonly string[]) {
    const rows = await this.#db.query<{ readonly user_id: string; readonly other_id: string }>(pairs, [
      tenantId,
      userIds,
      otherIds,
    ]);
    return rows.map(({ user_id, other_id }) => [user_id, other_id] as const);
  }

  async between(rooms: readonly LockedRoom[]): Promise<readonly RoomRef[]> {
    const refs = rooms.map(({ ref }) => ref);
    const found = await this.#db.query<{ room_id: string }>(between, [
      keysOf(refs),
      refs.map(({ tenantId }) => tenantId),
      rooms.map(({ pair }) => pair?.[0]),
      rooms.map(({ pair }) => pair?.[1]),
    ]);
    const known = byKey(refs);
    return found.flatMap(({ room_id }) => known.get(room_id) ?? []);
  }

  async page({ tenantId, userId }: UserRef, limit: number, cursor?: string): Promise<BlocksPage> {
    const [after] = cursor === undefined ? [null] : readCursor(cursor, [userIdPart]);
    const rows = await this.#db.query<BlockRow>(
      `select blocked_id as user_id, at from blocks
       where tenant_id = $1 and user_id = $2 and ($3::text is null or blocked_id > $3) order by blocked_id limit $4`,
      [tenantId, userId, after, limit + 1],
    );
    const page = cutPage(rows, limit, ({ user_id }) => [user_id]);
    return { blocks: page.rows.map(toBlock), ...page.more };
  }
}

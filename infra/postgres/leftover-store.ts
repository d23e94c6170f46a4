import type { RoomRef } from "../../core/entities/refs.ts";
import type { LeftoverStore, Told } from "../../core/ports/leftover-store.ts";
import { keyOf } from "./keys.ts";
import type { Queries } from "./queries.ts";

/** @param chosen selects a `user_id` for each who is to be told, in order */
const bumped = (chosen: string): string =>
  `with locked as (
     select id from users where tenant_id = $2 and id in (${chosen}) order by id for no key update
   ), bumped as (
     update users u set version = u.version + 1 from locked
     where u.tenant_id = $2 and u.id = locked.id returning u.id, u.version
   )`;

const endMemberships = `${bumped(
  "select user_id from members where room_id = $1 and left_at is null order by user_id limit $3",
)}
 update members m set left_at = now(), user_version = b.version from bumped b
 where m.room_id = $1 and m.user_id = b.id returning b.id, b.version`;

const endInvitations = `${bumped(
  "select user_id from invitations where room_id = $1 and is_open order by user_id limit $3",
)}
 update invitations i set is_open = false, user_version = b.version from bumped b
 where i.room_id = $1 and i.user_id = b.id returning b.id, b.version`;

/** Each goes by its room; what tells a user's own feed of an end stays. */
const others = ["bans", "member_settings", "watermarks", "room_marks"];

export class PostgresLeftoverStore implements LeftoverStore {
  readonly #db: Queries;

  constructor(db: Queries) {
    this.#db = db;
  }

  async next(room?: RoomRef): Promise<RoomRef | undefined> {
    const [row] = await this.#db.query<{ tenant_id: string; id: string }>(
      `select tenant_id, id from rooms where left_over and ($1::uuid is null or key = $1)
       order by key limit 1 for no key update skip locked`,
      [room ? keyOf(room) : null],
    );
    return row && { tenantId: row.tenant_id, roomId: row.id };
  }

  endMemberships(room: RoomRef, atMost: number): Promise<Told> {
    return this.#end(endMemberships, room, atMost);
  }

  endInvitations(room: RoomRef, atMost: number): Promise<Told> {
    return this.#end(endInvitations, room, atMost);
  }

  async takeAway(room: RoomRef, messages: number): Promise<boolean> {
    const key = keyOf(room);
    const gone = await this.#db.query(
      `with gone as (
         delete from messages where room_id = $1
           and seq in (select seq from messages where room_id = $1 order by seq limit $2) returning seq, mentions
       ), places as materialized (
         select u.user_id, gone.seq from gone cross join lateral jsonb_array_elements_text(gone.mentions) as u (user_id)
       ), forgotten as (
         delete from mentions x using places p where x.room_id = $1 and x.user_id = p.user_id and x.seq = p.seq
       )
       select seq from gone`,
      [key, messages],
    );
    if (gone.length === messages) return false;
    for (const table of others) await this.#db.tell(`delete from ${table} where room_id = $1`, [key]);
    await this.#db.tell("update rooms set left_over = false where key = $1", [key]);
    return true;
  }

  async #end(statement: string, room: RoomRef, atMost: number): Promise<Told> {
    const rows = await this.#db.query<{ id: string; version: number }>(statement, [keyOf(room), room.tenantId, atMost]);
    return new Map(rows.map(({ id, version }) => [id, version]));
  }
}

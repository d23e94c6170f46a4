import type { Ban } from "../../core/entities/ban.ts";
import type { RoomRef } from "../../core/entities/refs.ts";
import type { BansPage, BanStore, NewBan } from "../../core/ports/ban-store.ts";
import { cutPage, readCursor, userIdPart } from "./cursor.ts";
import { keyOf } from "./keys.ts";
import type { Queries } from "./queries.ts";

interface BanRow {
  readonly user_id: string;
  readonly banned_by: string;
  readonly reason: string | null;
  readonly at: string;
  readonly until: string | null;
}

const columns = "user_id, banned_by, reason, at, until";
const inForce = "(until is null or until > now())";

const toBan = ({ user_id, banned_by, reason, at, until }: BanRow): Ban => ({
  userId: user_id,
  bannedBy: banned_by,
  ...(reason === null ? {} : { reason }),
  at,
  ...(until === null ? {} : { until }),
});

export class PostgresBanStore implements BanStore {
  readonly #db: Queries;

  constructor(db: Queries) {
    this.#db = db;
  }

  async put(room: RoomRef, { userId, bannedBy, reason, seconds }: NewBan): Promise<Ban> {
    const [row] = await this.#db.query<BanRow>(
      `insert into bans (room_id, user_id, banned_by, reason, until)
       values ($1, $2, $3, $4, now() + make_interval(secs => $5::double precision))
       on conflict (room_id, user_id) do update set banned_by = excluded.banned_by, reason = excluded.reason,
         at = excluded.at, until = excluded.until
       returning ${columns}`,
      [keyOf(room), userId, bannedBy, reason ?? null, seconds ?? null],
    );
    if (!row) throw new TypeError("What is put is returned.");
    return toBan(row);
  }

  async lift(room: RoomRef, userId: string): Promise<boolean> {
    const rows = await this.#db.query<{ in_force: boolean }>(
      `delete from bans where room_id = $1 and user_id = $2 returning ${inForce} as in_force`,
      [keyOf(room), userId],
    );
    return rows.some(({ in_force }) => in_force);
  }

  async inForce(room: RoomRef, userIds: readonly string[]): Promise<readonly string[]> {
    const rows = await this.#db.query<Pick<BanRow, "user_id">>(
      `select user_id from bans where room_id = $1 and user_id = any ($2::text[]) and ${inForce}`,
      [keyOf(room), userIds],
    );
    return rows.map(({ user_id }) => user_id);
  }

  async page(room: RoomRef, limit: number, cursor?: string): Promise<BansPage> {
    const [after] = cursor === undefined ? [null] : readCursor(cursor, [userIdPart]);
    const rows = await this.#db.query<BanRow>(
      `select ${columns} from bans where room_id = $1 and ${inForce} and ($2::text is null or user_id > $2)
       order by user_id limit $3`,
      [keyOf(room), after, limit + 1],
    );
    const page = cutPage(rows, limit, ({ user_id }) => [user_id]);
    return { bans: page.rows.map(toBan), ...page.more };
  }
}

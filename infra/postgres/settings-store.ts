import type { RoomRef } from "../../core/entities/refs.ts";
import type { RoomSettings, SettingsChange } from "../../core/entities/room-settings.ts";
import type { SettingsStore } from "../../core/ports/settings-store.ts";
import { keyOf } from "./keys.ts";
import type { Queries } from "./queries.ts";
import type { SettingsRow } from "./settings-rows.ts";
import { settingsColumns, toSettings } from "./settings-rows.ts";

export class PostgresSettingsStore implements SettingsStore {
  readonly #db: Queries;

  constructor(db: Queries) {
    this.#db = db;
  }

  async change(
    room: RoomRef,
    userId: string,
    { marker, ...change }: SettingsChange,
    userVersion: number,
  ): Promise<RoomSettings> {
    if (marker !== undefined) await this.#mark(room, userId, marker, userVersion);
    const { silent, silentSeconds, pinned, shelved, hidden } = change;
    const saysSilent = silent !== undefined || silentSeconds !== undefined;
    const [row] = await this.#db.query<SettingsRow>(
      `insert into member_settings as s (room_id, tenant_id, user_id, user_version, silent, silent_until, pinned, shelved, hidden_seq)
       select r.key, r.tenant_id, $2, $3, coalesce($4, false), now() + make_interval(secs => $5::double precision),
         coalesce($6, false), coalesce($7, false), case when $8 then r.seq end
       from rooms r where r.key = $1
       on conflict (room_id, user_id) do update set user_version = excluded.user_version,
         silent = case when $9 then excluded.silent else s.silent end,
         silent_until = case when $9 then excluded.silent_until else s.silent_until end,
         pinned = coalesce($6, s.pinned), shelved = coalesce($7, s.shelved),
         hidden_seq = case when $8 is null then s.hidden_seq else excluded.hidden_seq end
       returning ${settingsColumns}`,
      [
        keyOf(room),
        userId,
        userVersion,
        silent ?? null,
        silentSeconds ?? null,
        pinned ?? null,
        shelved ?? null,
        hidden ?? null,
        saysSilent,
      ],
    );
    if (!row) throw new TypeError("Only a member of a room has settings of it.");
    return toSettings(row);
  }

  /** Never where the membership had not begun, and never where nothing was posted yet. */
  async #mark(room: RoomRef, userId: string, seq: number | null, userVersion: number): Promise<void> {
    await this.#db.tell(
      `with place as (
         select r.key, r.tenant_id, m.posts, m.last_post_seq, least(r.seq, greatest($3::bigint, m.joined_seq)) as marker
         from rooms r join members m on m.room_id = r.key and m.user_id = $2
         where r.key = $1 and m.left_at is null and $3 is not null
       ), posted as (
         select p.*, p.posts - (
           select count(*) from messages o where o.room_id = p.key and o.seq > p.marker and o.seq <= p.last_post_seq and o.author_id = $2
         ) as marker_posts from place p
       )
       insert into member_settings as s (room_id, tenant_id, user_id, user_version, silent, pinned, shelved, marker, marker_posts, marker_version)
       select r.key, r.tenant_id, $2, $4, false, false, false, p.marker, p.marker_posts, $4
       from rooms r left join posted p on p.key = r.key where r.key = $1
       on conflict (room_id, user_id) do update set marker = excluded.marker, marker_posts = excluded.marker_posts,
         marker_version = excluded.marker_version`,
      [keyOf(room), userId, seq, userVersion],
    );
  }
}

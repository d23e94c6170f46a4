import type { RoomRef, UserRef } from "../../core/entities/refs.ts";
import { roomKey } from "../../core/entities/refs.ts";
import type { Counters, LockedRoom, Room, RoomPosition, RoomProfile, RoomSummary } from "../../core/entities/room.ts";
import type { LockedRooms, NewRoom, RoomsPage, RoomStore, WantedRooms } from "../../core/ports/room-store.ts";
import { keepName, pageOfChannels } from "./channel-names.ts";
import type { Part } from "./cursor.ts";
import { cutPage, readCursor, writeCursor } from "./cursor.ts";
import { keyOf } from "./keys.ts";
import type { Queries } from "./queries.ts";
import { prepared } from "./queries.ts";
import type { LockedRow, RoomRow, SummaryRow } from "./rows.ts";
import { besideSummary, lockedColumns, roomColumns, summaryColumns, toLockedRoom, toRoom, toSummary } from "./rows.ts";
import { privacyColumn } from "./user-rows.ts";
import { marksBeside } from "./watermark-rows.ts";

/** As the database writes times: a day that does not exist is nobody's activity. */
const time: Part = {
  test: (text) =>
    /^[12]\d{3}-/.test(text) && Number.isFinite(Date.parse(text)) && new Date(text).toISOString() === text,
};

/** An activity time and a room's key. */
const cursorPattern = [time, /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/];

/** The clock in milliseconds: of a hundred rows one is read, and a number is read faster than a time. */
const lockFree = prepared(
  `select ${lockedColumns},
     floor(extract(epoch from clock_timestamp()) * 1000)::bigint as now_ms
   from rooms r where r.key = any ($1::uuid[]) and r.deleted_at is null order by r.key for no key update skip locked`,
);

const positions = prepared(
  `select r.tenant_id, r.id, r.version, r.seq, coalesce(k.marks, 0) as marks from rooms r ${marksBeside}
   where r.key = any ($1::uuid[])`,
);

const saveCounters = prepared(
  `update rooms r set version = n.version, seq = n.seq, member_count = n.member_count,
     active_at = case when n.active then now() else r.active_at end
   from unnest ($1::uuid[], $2::bigint[], $3::bigint[], $4::integer[], $5::boolean[])
     as n (key, version, seq, member_count, active)
   where r.key = n.key`,
);

interface Placed {
  readonly active_at: string;
  readonly key: string;
}

const placeOf = ({ active_at, key }: Placed): readonly string[] => [active_at, key];

export const roomCursor = (row: Placed): string => writeCursor(placeOf(row));

const profileOf = ({ name, description, picture, data }: RoomProfile) => [
  name ?? null,
  description ?? null,
  picture ?? null,
  data === undefined ? null : JSON.stringify(data),
];

export class PostgresRoomStore implements RoomStore {
  readonly #db: Queries;

  constructor(db: Queries) {
    this.#db = db;
  }

  async insert({ ref, kind, pair, history = "all", ...profile }: NewRoom): Promise<Room | undefined> {
    const [row] = await this.#db.query<RoomRow>(
      `insert into rooms as r (key, tenant_id, id, kind, direct_low, direct_high, name, description, picture, data,
         history, version, seq, member_count, changed_version)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 1, 0, 0, 1) on conflict do nothing
       returning ${roomColumns}`,
      [
        keyOf(ref),
        ref.tenantId,
        ref.roomId,
        kind,
        pair?.[0] ?? null,
        pair?.[1] ?? null,
        ...profileOf(profile),
        history,
      ],
    );
    if (!row) return undefined;
    await keepName(this.#db, ref, { kind, ...profile });
    return toRoom(row);
  }

  async find(room: RoomRef): Promise<Room | undefined> {
    const [row] = await this.#db.query<RoomRow>(
      `select ${roomColumns} from rooms r where r.key = $1 and r.deleted_at is null`,
      [keyOf(room)],
    );
    return row && toRoom(row);
  }

  async save(ref: RoomRef, room: Room, version: number): Promise<void> {
    const { archived = false, locked = false, announcement = false, slowMode = null } = room;
    const { history = "all", privacy } = room;
    await this.#db.tell(
      `update rooms set name = $2, description = $3, picture = $4, data = $5, archived = $6, locked = $7,
         announcement = $8, slow_mode = $9, version = $10, changed_version = $10, history = $11, privacy = $12,
         visibility_version = case when history = $11 then visibility_version else $10 end
       where key = $1`,
      [
        keyOf(ref),
        ...profileOf(room),
        archived,
        locked,
        announcement,
        slowMode,
        version,
        history,
        privacyColumn(privacy),
      ],
    );
    await keepName(this.#db, ref, room);
  }

  async delete(ref: RoomRef, version: number): Promise<Room> {
    const key = keyOf(ref);
    await this.#db.tell("delete from channel_names where room_id = $1", [key]);
    const [row] = await this.#db.query<RoomRow>(
      `update rooms r set deleted_at = now(), left_over = true, version = $2, changed_version = $2, member_count = 0,
         name = null, description = null, picture = null, data = null, archived = false, locked = false, announcement = false,
         slow_mode = null, privacy = null
       where r.key = $1 returning ${roomColumns}`,
      [key, version],
    );
    if (!row) throw new TypeError("Only a room that exists is deleted.");
    return toRoom(row);
  }

  async lock(room: RoomRef): Promise<LockedRoom | undefined> {
    const [row] = await this.#db.query<LockedRow>(
      `select ${lockedColumns} from rooms r where r.key = $1 and r.deleted_at is null for no key update`,
      [keyOf(room)],
    );
    return row && toLockedRoom(row);
  }

  async lockPair(tenantId: string, pair: readonly [low: string, high: string]): Promise<LockedRoom | undefined> {
    const [row] = await this.#db.query<LockedRow>(
      `select ${lockedColumns} from rooms r
       where r.tenant_id = $1 and r.direct_low = $2 and r.direct_high = $3 for no key update`,
      [tenantId, ...pair],
    );
    return row && toLockedRoom(row);
  }

  async lockFree(rooms: readonly RoomRef[]): Promise<LockedRooms> {
    const keys = rooms.map(keyOf);
    const rows = await this.#db.query<LockedRow & { now_ms: number }>(lockFree, [keys]);
    const locked = rows.map(toLockedRoom);
    const [first] = rows;
    if (first && rows.length === rooms.length) {
      return { locked, missing: [], now: new Date(first.now_ms).toISOString() };
    }
    const { existing, now } = await this.#existing(keys);
    const missing = rooms.filter((_, index) => !existing.has(keys[index] ?? ""));
    return { locked, missing, now };
  }

  async saveCounters(
    rooms: readonly (Counters & { readonly ref: RoomRef; readonly active: boolean })[],
  ): Promise<void> {
    await this.#db.tell(saveCounters, [
      rooms.map(({ ref }) => keyOf(ref)),
      rooms.map(({ version }) => version),
      rooms.map(({ seq }) => seq),
      rooms.map(({ memberCount }) => memberCount),
      rooms.map(({ active }) => active),
    ]);
  }

  async summary(room: RoomRef, userId: string): Promise<RoomSummary | undefined> {
    const [row] = await this.#db.query<SummaryRow>(
      `select ${summaryColumns} from rooms r
       left join members m on m.room_id = r.key and m.user_id = $2
       ${besideSummary}
       where r.key = $1 and r.deleted_at is null`,
      [keyOf(room), userId],
    );
    return row && toSummary(row, userId);
  }

  async pageOf(user: UserRef, limit: number, cursor?: string, wanted: WantedRooms = {}): Promise<RoomsPage> {
    const [activeAt, key] = cursor === undefined ? [null, null] : readCursor(cursor, cursorPattern);
    const rows = await this.#db.query<SummaryRow & { active_at: string; key: string }>(
      `select ${summaryColumns}, r.active_at, r.key from members m
       join rooms r on r.key = m.room_id
       ${besideSummary}
       where m.tenant_id = $1 and m.user_id = $2 and m.left_at is null and r.deleted_at is null
         and (s.hidden_seq is null or s.hidden_seq < r.seq)
         and coalesce(s.shelved, false) = $6 and ($7::boolean is null or coalesce(s.pinned, false) = $7)
         and ($3::timestamptz is null or (r.active_at, r.key) < ($3::timestamptz, $4::uuid))
       order by r.active_at desc, r.key desc limit $5`,
      [user.tenantId, user.userId, activeAt, key, limit + 1, wanted.shelved ?? false, wanted.pinned ?? null],
    );
    const page = cutPage(rows, limit, placeOf);
    return { rooms: page.rows.map((row) => toSummary(row, user.userId)), ...page.more };
  }

  channels(reader: UserRef, search: string, limit: number, cursor?: string): Promise<RoomsPage> {
    return pageOfChannels(this.#db, reader, search, limit, cursor);
  }

  async positions(rooms: readonly RoomRef[]): Promise<readonly (RoomPosition & { readonly ref: RoomRef })[]> {
    const rows = await this.#db.query<Pick<RoomRow, "tenant_id" | "id" | "version" | "seq"> & { marks: number }>(
      positions,
      [rooms.map(keyOf)],
    );
    const asked = new Map(rooms.map((room) => [roomKey(room), room]));
    return rows.flatMap(({ tenant_id, id, version, seq, marks }) => {
      const ref = asked.get(roomKey({ tenantId: tenant_id, roomId: id }));
      return ref ? [{ ref, id, version, seq, marks }] : [];
    });
  }

  async #existing(keys: readonly string[]): Promise<{ existing: ReadonlySet<string>; now: string }> {
    const rows = await this.#db.query<{ key: string | null; now: string }>(
      `select r.key, clock_timestamp() as now from (select 1) as always
       left join rooms r on r.key = any ($1::uuid[]) and r.deleted_at is null`,
      [keys],
    );
    return { existing: new Set(rows.flatMap(({ key }) => key ?? [])), now: rows[0]?.now ?? "" };
  }
}

import type { Changes, FeedPage, MeChange, RoomEvent, Span } from "../../core/entities/event.ts";
import type { RoomRef, UserRef } from "../../core/entities/refs.ts";
import type { FeedStore, PushableChanges } from "../../core/ports/feed-store.ts";
import { maxVersionsBehind } from "../../core/ports/feed-store.ts";
import { keyOf } from "./keys.ts";
import type { Prepared, Queries } from "./queries.ts";
import { prepared } from "./queries.ts";
import type { InvitationRow, MemberRow, MessageRow, RoomRow } from "./rows.ts";
import { invitationColumns, termsColumns, toInvitation, toMember, toMessage, toRoom } from "./rows.ts";
import type { SettingsRow } from "./settings-rows.ts";
import { settingsColumns, toSettings } from "./settings-rows.ts";
import type { PrivacyRow } from "./user-rows.ts";
import { marksBeside } from "./watermark-rows.ts";

/** The room as it stands, and beside it one changed row; none when nothing has changed. */
type ChangeRow = Omit<RoomRow, "version" | "seq" | "direct_low" | "direct_high" | "tenant_id"> & {
  readonly room_version: number;
  readonly room_seq: number;
  readonly marks: number;
  readonly member_count: number;
  readonly from_version: number;
  readonly type: "message" | "member" | "room" | null;
} & Pick<MessageRow, "version" | "seq" | "text"> &
  Pick<MemberRow, "role" | "joined_seq" | "muted_until" | "left_at"> & {
    readonly message_id: string;
    readonly user_id: string;
    readonly message_created_at: string;
    readonly message_deleted_at: string | null;
    readonly message_mentions: readonly string[] | null;
  };

/** What may be long stands beside the one row that tells of the room, not beside every message. */
const ofRoomAlone = (columns: readonly string[]): string =>
  columns.map((column) => `case c.type when 'room' then r.${column} end as ${column}`).join(", ");

/**
 * One statement, so one snapshot. `reader` gives beside the room the version below which the feed cannot be continued, and the
 * `seq` of the newest message that is left out; or no row at all.
 */
const changesAs = (reader: string): Prepared =>
  prepared(`
  select r.id, ${termsColumns}, r.created_at, r.deleted_at, r.version as room_version, r.seq as room_seq, r.member_count, coalesce(k.marks, 0) as marks,
    ${ofRoomAlone(["name", "description", "picture", "data"])}, reader.from_version, c.*
  from rooms r cross join lateral (${reader}) as reader ${marksBeside}
  left join lateral (
    (select 'message' as type, m.version, m.seq, m.text, null as role, null::bigint as joined_seq,
       null::timestamptz as muted_until, null::timestamptz as left_at, m.id as message_id, m.author_id as user_id, m.created_at as message_created_at,
       m.deleted_at as message_deleted_at, m.mentions as message_mentions
     from messages m where m.room_id = r.key and r.deleted_at is null and m.version > $2 and m.seq > reader.floor
     order by m.version limit $3)
    union all
    (select 'member', m.version, null, null, m.role, m.joined_seq, m.muted_until, m.left_at, null, m.user_id, null, null, null
     from members m where m.room_id = r.key and r.deleted_at is null and m.version > $2 order by m.version limit $3)
    union all
    select 'room', r.changed_version, null, null, null, null, null, null, null, null, null, null, null where r.changed_version > $2
    order by version limit $3
  ) as c on r.version - $2 between 0 and ${maxVersionsBehind}
  where r.key = $1 order by c.version`);

const anyone = changesAs("select 0::bigint as from_version, 0::bigint as floor where r.deleted_at is null");
const everyone = changesAs(
  `select case when r.deleted_at is not null then 0 when r.history = 'all' then r.visibility_version else r.version end
     as from_version, 0::bigint as floor`,
);
const member = changesAs(
  `select greatest(joined_version, r.visibility_version) as from_version,
     case r.history when 'all' then 0 else joined_seq end as floor
   from members where room_id = r.key and user_id = $4 and left_at is null and r.deleted_at is null`,
);

/** Where the user stands, and beside it one change; none when nothing has changed. */
type MeRow = InvitationRow &
  SettingsRow &
  PrivacyRow & {
    readonly user_version: number;
    readonly deleted: boolean | null;
    readonly version: number;
    readonly type: MeChange["type"] | null;
  };

const meChanges = prepared(
  `select u.version as user_version, c.*, u.privacy, ${settingsColumns} from users u left join lateral (
     (select case when m.left_at is null then 'joined' else 'left' end as type, m.left_at >= r.deleted_at as deleted, m.user_version as version, r.key, r.id as room,
        m.user_id, null as role, null as invited_by, null::timestamptz as at
      from members m join rooms r on r.key = m.room_id
      where m.tenant_id = u.tenant_id and m.user_id = u.id and m.user_version > $3 order by m.user_version limit $4)
     union all
     (select case when i.is_open then 'invited' else 'uninvited' end, null, i.user_version, r.key, r.id, ${invitationColumns}
      from invitations i join rooms r on r.key = i.room_id
      where i.tenant_id = u.tenant_id and i.user_id = u.id and i.user_version > $3 order by i.user_version limit $4)
     union all
     (select 'settings', null, s.user_version, r.key, r.id, s.user_id, null, null, null
      from member_settings s join rooms r on r.key = s.room_id
      join members m on m.room_id = s.room_id and m.user_id = s.user_id and m.left_at is null
      where s.tenant_id = u.tenant_id and s.user_id = u.id and s.user_version > $3 order by s.user_version limit $4)
     union all
     select 'privacy', null, u.privacy_version, null, null, u.id, null, null, null where u.privacy_version > $3
     order by version limit $4
   ) as c on true
   left join member_settings s on c.type = 'settings' and s.room_id = c.key and s.user_id = u.id
   where u.tenant_id = $1 and u.id = $2 order by c.version`,
);

export class PostgresFeedStore implements FeedStore {
  readonly #db: Queries;

  constructor(db: Queries) {
    this.#db = db;
  }

  async changes(room: RoomRef, since: number, limit: number): Promise<Changes | undefined> {
    return answer(await this.#db.query<ChangeRow>(anyone, [keyOf(room), since, limit + 1]), since, limit);
  }

  async changesFor(room: RoomRef, userId: string, since: number, limit: number): Promise<Changes | undefined> {
    return answer(await this.#db.query<ChangeRow>(member, [keyOf(room), since, limit + 1, userId]), since, limit);
  }

  async pushable(room: RoomRef, since: number, limit: number): Promise<PushableChanges | undefined> {
    const rows = await this.#db.query<ChangeRow>(everyone, [keyOf(room), since, limit + 1]);
    const changes = answer(rows, since, limit);
    return changes && "reset" in changes && rows[0]?.history === "since-joining"
      ? { ...changes, history: "since-joining" }
      : changes;
  }

  async meChanges(user: UserRef, since: number, limit: number): Promise<FeedPage<MeChange>> {
    const rows = await this.#db.query<MeRow>(meChanges, [user.tenantId, user.userId, since, limit + 1]);
    return page(rows.flatMap(toMeChange), rows[0]?.user_version ?? since, since, limit);
  }

  async epoch(): Promise<string> {
    const [row] = await this.#db.query<{ epoch: string }>("select epoch from deployment");
    if (!row) throw new TypeError("This database was never put to use: its epoch is missing.");
    return row.epoch;
  }
}

const answer = (rows: readonly ChangeRow[], since: number, limit: number): Changes | undefined => {
  const [room] = rows;
  if (!room) return undefined;
  const { room_version: version, room_seq: seq, marks } = room;
  if (since > version || version - since > maxVersionsBehind || room.from_version > since) {
    return { reset: true, version, seq, marks };
  }
  return { ...page(rows.flatMap(toChange), version, since, limit), marks };
};

/** Each event covers what lies between the row before it and its own: earlier states of rows that changed again. */
const page = <E extends Omit<Span, "prev">>(changes: readonly E[], head: number, since: number, limit: number) => {
  const more = changes.length > limit;
  const taken = changes.slice(0, limit);
  const events = taken.map((change, index) => ({ ...change, prev: taken[index - 1]?.version ?? since }));
  return { events, version: more ? (events.at(-1)?.version ?? head) : head, more };
};

/** A change whose `prev` follows from the row before it. */
type WithoutPrev<E> = E extends Span ? Omit<E, "prev"> : never;
type Change = WithoutPrev<RoomEvent>;

const toChange = (row: ChangeRow): Change[] => {
  const { id: roomId, version } = row;
  switch (row.type) {
    case "message": {
      const { message_id: id, seq, user_id: author_id, text } = row;
      const { message_created_at: created_at, message_deleted_at: deleted_at, message_mentions: mentions } = row;
      return [
        {
          type: "message",
          roomId,
          version,
          message: toMessage(roomId, { id, seq, version, author_id, text, mentions, created_at, deleted_at }),
        },
      ];
    }
    case "member":
      return [{ type: "member", roomId, version, member: toMember(row), memberCount: row.member_count }];
    case "room":
      return [{ type: "room", roomId, version, room: toRoom(row) }];
    case null:
      return [];
  }
};

const toMeChange = (row: MeRow): WithoutPrev<MeChange>[] => {
  const { type, version, room: roomId } = row;
  if (type === null) return [];
  if (type === "privacy") return [{ type, version, privacy: row.privacy ?? {} }];
  const covers = { roomId, version };
  if (type === "invited") return [{ ...covers, type, invitation: toInvitation(row) }];
  if (type === "left") return [{ ...covers, type, ...(row.deleted && { deleted: true }) }];
  if (type === "settings") return [{ ...covers, type, settings: toSettings(row) }];
  return [{ ...covers, type }];
};

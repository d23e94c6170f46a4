import type { Member, NewMember, Role } from "../../core/entities/member.ts";
import type { RoomRef, UserRef } from "../../core/entities/refs.ts";
import type { LastPost } from "../../core/entities/slow-mode.ts";
import type { Membership, MembersPage, MemberStore, Standing } from "../../core/ports/member-store.ts";
import { cutPage, readCursor, userIdPart } from "./cursor.ts";
import { byKey, keyOf, keysOf } from "./keys.ts";
import type { Queries } from "./queries.ts";
import { prepared } from "./queries.ts";
import type { MemberRow, TermsRow } from "./rows.ts";
import { termsColumns, toMember, toTerms } from "./rows.ts";
import { standingOf } from "./standing.ts";

const memberColumns = "m.user_id, m.role, m.joined_seq, m.muted_until, m.left_at";

const findMany = prepared(
  `select n.room_id, n.user_id, m.role, m.joined_seq, m.muted_until, m.left_at
   from (select distinct * from unnest ($1::uuid[], $2::text[])) as n (room_id, user_id)
   cross join lateral (
     select role, joined_seq, muted_until, left_at from members where room_id = n.room_id and user_id = n.user_id offset 0
   ) as m`,
);

const membership = prepared(
  `select ${termsColumns}, r.member_count, clock_timestamp() as now, ${memberColumns}, m.last_post_at,
     (m.role is null or m.left_at is not null) and exists (
       select from invitations i where i.room_id = r.key and i.user_id = $2 and i.is_open
     ) as is_invited,
     r.kind = 'direct' and exists (
       select from blocks b where b.tenant_id = r.tenant_id
         and (b.user_id, b.blocked_id) in ((r.direct_low, r.direct_high), (r.direct_high, r.direct_low))
     ) as is_blocked
   from rooms r
   left join members m on m.room_id = r.key and m.user_id = $2 where r.key = $1 and r.deleted_at is null`,
);

const lastPosts = prepared(
  `select n.room_id, n.user_id, m.last_post_at as at
   from (select distinct * from unnest ($1::uuid[], $2::text[])) as n (room_id, user_id)
   cross join lateral (
     select last_post_at from members
     where room_id = n.room_id and user_id = n.user_id and last_post_at is not null offset 0
   ) as m`,
);

const keepLastPosts = prepared(
  `update members m set last_post_at = n.at from unnest ($1::uuid[], $2::text[], $3::timestamptz[]) as n (room_id, user_id, at)
   where m.room_id = n.room_id and m.user_id = n.user_id`,
);

interface MembershipRow extends TermsRow, Partial<MemberRow> {
  readonly now: string;
  readonly member_count: number;
  readonly is_invited: boolean;
  readonly is_blocked: boolean;
  readonly last_post_at: string | null;
}

export class PostgresMemberStore implements MemberStore {
  readonly #db: Queries;

  constructor(db: Queries) {
    this.#db = db;
  }

  async find(room: RoomRef, userId: string): Promise<Member | undefined> {
    const [row] = await this.#db.query<MemberRow>(
      `select ${memberColumns} from members m where m.room_id = $1 and m.user_id = $2`,
      [keyOf(room), userId],
    );
    return row && toMember(row);
  }

  async owner(room: RoomRef): Promise<Member | undefined> {
    const [row] = await this.#db.query<MemberRow>(
      `select ${memberColumns} from members m where m.room_id = $1 and m.role = 'owner' and m.left_at is null`,
      [keyOf(room)],
    );
    return row && toMember(row);
  }

  async membership(room: RoomRef, userId: string): Promise<Membership | undefined> {
    const params = [keyOf(room), userId];
    const [row] = await this.#db.query<MembershipRow>(membership, params);
    if (!row) return undefined;
    const member = row.role ? { member: toMember(row as TermsRow & MemberRow) } : {};
    const invited = row.is_invited ? { isInvited: true } : {};
    const blocked = row.is_blocked ? { isBlocked: true } : {};
    const posted = row.last_post_at === null ? {} : { lastPostAt: row.last_post_at };
    const { now, member_count: memberCount } = row;
    return { room, now, memberCount, ...toTerms(row), ...member, ...invited, ...blocked, ...posted };
  }

  async findMany(
    pairs: readonly { readonly room: RoomRef; readonly userId: string }[],
  ): Promise<readonly (Member & { readonly room: RoomRef })[]> {
    const asked = pairs.map(({ room }) => room);
    const rooms = byKey(asked);
    const params = [keysOf(asked), pairs.map(({ userId }) => userId)];
    const rows = await this.#db.query<MemberRow & { room_id: string }>(findMany, params);
    return rows.flatMap((row) => {
      const room = rooms.get(row.room_id);
      return room ? [{ room, ...toMember(row) }] : [];
    });
  }

  async lastPosts(pairs: readonly { readonly room: RoomRef; readonly userId: string }[]): Promise<readonly LastPost[]> {
    const rooms = byKey(pairs.map(({ room }) => room));
    const rows = await this.#db.query<{ room_id: string; user_id: string; at: string }>(lastPosts, [
      keysOf(pairs.map(({ room }) => room)),
      pairs.map(({ userId }) => userId),
    ]);
    return rows.flatMap(({ room_id, user_id: userId, at }) => {
      const room = rooms.get(room_id);
      return room ? [{ room, userId, at }] : [];
    });
  }

  async keepLastPosts(posts: readonly LastPost[]): Promise<void> {
    await this.#db.tell(keepLastPosts, [
      keysOf(posts.map(({ room }) => room)),
      posts.map(({ userId }) => userId),
      posts.map(({ at }) => at),
    ]);
  }

  async begin(room: RoomRef, members: readonly NewMember[]): Promise<void> {
    await this.#db.tell(
      `insert into members as m (room_id, tenant_id, user_id, role, joined_seq, joined_version, version, user_version)
       select $1, $2, n.user_id, n.role, n.joined_seq, n.version, n.version, n.user_version
       from unnest ($3::text[], $4::text[], $5::bigint[], $6::bigint[], $7::bigint[])
         as n (user_id, role, joined_seq, version, user_version)
       on conflict (room_id, user_id) do update set role = excluded.role, joined_seq = excluded.joined_seq,
         joined_version = excluded.version, version = excluded.version, user_version = excluded.user_version,
         joined_at = now(), left_at = null, posts = 0, last_post_seq = 0`,
      [
        keyOf(room),
        room.tenantId,
        members.map(({ userId }) => userId),
        members.map(({ role }) => role),
        members.map(({ joinedSeq }) => joinedSeq),
        members.map(({ version }) => version),
        members.map(({ userVersion }) => userVersion),
      ],
    );
    await this.#db.tell("delete from member_settings where room_id = $1 and user_id = any ($2::text[])", [
      keyOf(room),
      members.map(({ userId }) => userId),
    ]);
  }

  async end(room: RoomRef, userId: string, version: number, userVersion: number): Promise<Member> {
    const [row] = await this.#db.query<MemberRow>(
      `update members m set left_at = now(), version = $3, user_version = $4
       where m.room_id = $1 and m.user_id = $2 returning ${memberColumns}`,
      [keyOf(room), userId, version, userVersion],
    );
    if (!row) throw new TypeError("Only a membership that exists can end.");
    return toMember(row);
  }

  async setRole(room: RoomRef, userId: string, role: Role, version: number): Promise<Member> {
    const [row] = await this.#db.query<MemberRow>(
      `update members m set role = $3, version = $4
       where m.room_id = $1 and m.user_id = $2 and m.left_at is null returning ${memberColumns}`,
      [keyOf(room), userId, role, version],
    );
    if (!row) throw new TypeError("Only a current member has a role.");
    return toMember(row);
  }

  async mute(room: RoomRef, userId: string, seconds: number | null, version: number): Promise<Member> {
    const [row] = await this.#db.query<MemberRow>(
      `update members m set version = $4, muted_until = now() + make_interval(secs => $3::double precision)
       where m.room_id = $1 and m.user_id = $2 and m.left_at is null returning ${memberColumns}`,
      [keyOf(room), userId, seconds, version],
    );
    if (!row) throw new TypeError("Only a current member is muted.");
    return toMember(row);
  }

  async page(room: RoomRef, limit: number, cursor?: string): Promise<MembersPage> {
    const [after] = cursor === undefined ? [null] : readCursor(cursor, [userIdPart]);
    const rows = await this.#db.query<MemberRow>(
      `select ${memberColumns} from members m
       where m.room_id = $1 and m.left_at is null and ($2::text is null or m.user_id > $2)
       order by m.user_id limit $3`,
      [keyOf(room), after, limit + 1],
    );
    const page = cutPage(rows, limit, ({ user_id }) => [user_id]);
    return { members: page.rows.map(toMember), ...page.more };
  }

  async current(room: RoomRef, userIds: readonly string[]): Promise<readonly string[]> {
    const rows = await this.#db.query<{ user_id: string }>(
      `select user_id from members where room_id = $1 and user_id = any ($2::text[]) and left_at is null
         and exists (select from rooms where key = $1 and deleted_at is null)`,
      [keyOf(room), userIds],
    );
    return rows.map(({ user_id }) => user_id);
  }

  async roomCounts(tenantId: string, userIds: readonly string[]): Promise<ReadonlyMap<string, number>> {
    const rows = await this.#db.query<{ user_id: string; rooms: number }>(
      `select user_id, count(*) as rooms from members
       where tenant_id = $1 and user_id = any ($2::text[]) and left_at is null group by user_id`,
      [tenantId, userIds],
    );
    return new Map(rows.map(({ user_id, rooms }) => [user_id, rooms]));
  }

  standing(user: UserRef): Promise<Standing> {
    return standingOf(this.#db, user);
  }
}

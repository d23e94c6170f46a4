import type { Invitation } from "../../core/entities/invitation.ts";
import type { RoomRef, UserRef } from "../../core/entities/refs.ts";
import type { InvitationsPage, InvitationStore } from "../../core/ports/invitation-store.ts";
import { cutPage, readCursor, roomIdPart, userIdPart } from "./cursor.ts";
import { byKey, keyOf, keysOf } from "./keys.ts";
import type { Queries } from "./queries.ts";
import type { InvitationRow } from "./rows.ts";
import { invitationColumns, toInvitation } from "./rows.ts";

const selection = `select r.id as room, ${invitationColumns} from invitations i join rooms r on r.key = i.room_id and r.deleted_at is null`;

export class PostgresInvitationStore implements InvitationStore {
  readonly #db: Queries;

  constructor(db: Queries) {
    this.#db = db;
  }

  async put(
    room: RoomRef,
    { userId, role, invitedBy }: Omit<Invitation, "roomId" | "at">,
    userVersion: number,
  ): Promise<Invitation> {
    const [row] = await this.#db.query<Omit<InvitationRow, "room">>(
      `insert into invitations as i (room_id, tenant_id, user_id, role, invited_by, user_version)
       values ($1, $2, $3, $4, $5, $6)
       on conflict (room_id, user_id) do update set role = excluded.role, invited_by = excluded.invited_by,
         at = excluded.at, is_open = true, user_version = excluded.user_version
       returning ${invitationColumns}`,
      [keyOf(room), room.tenantId, userId, role, invitedBy, userVersion],
    );
    if (!row) throw new TypeError("What is put is returned.");
    return toInvitation({ ...row, room: room.roomId });
  }

  async open(room: RoomRef, userIds: readonly string[]): Promise<readonly Invitation[]> {
    const rows = await this.#db.query<InvitationRow>(
      `${selection} where i.room_id = $1 and i.user_id = any ($2::text[]) and i.is_open`,
      [keyOf(room), userIds],
    );
    return rows.map(toInvitation);
  }

  async invited(
    pairs: readonly { readonly room: RoomRef; readonly userId: string }[],
  ): Promise<readonly { readonly room: RoomRef; readonly userId: string }[]> {
    const rooms = pairs.map(({ room }) => room);
    const rows = await this.#db.query<{ room_id: string; user_id: string }>(
      `select n.room_id, n.user_id
       from (select distinct * from unnest ($1::uuid[], $2::text[])) as n (room_id, user_id)
       cross join lateral (
         select from invitations where room_id = n.room_id and user_id = n.user_id and is_open offset 0
       ) as i`,
      [keysOf(rooms), pairs.map(({ userId }) => userId)],
    );
    const known = byKey(rooms);
    return rows.flatMap(({ room_id, user_id: userId }) => {
      const room = known.get(room_id);
      return room ? [{ room, userId }] : [];
    });
  }

  async close(room: RoomRef, userId: string, userVersion: number): Promise<void> {
    await this.#db.tell(
      "update invitations set is_open = false, user_version = $3 where room_id = $1 and user_id = $2 and is_open",
      [keyOf(room), userId, userVersion],
    );
  }

  async forget(room: RoomRef, userIds: readonly string[]): Promise<void> {
    await this.#db.tell("delete from invitations where room_id = $1 and user_id = any ($2::text[])", [
      keyOf(room),
      userIds,
    ]);
  }

  async ofRoom(room: RoomRef, limit: number, cursor?: string): Promise<InvitationsPage> {
    const [after] = cursor === undefined ? [null] : readCursor(cursor, [userIdPart]);
    const rows = await this.#db.query<InvitationRow>(
      `${selection} where i.room_id = $1 and i.is_open and ($2::text is null or i.user_id > $2)
       order by i.user_id limit $3`,
      [keyOf(room), after, limit + 1],
    );
    return pageOf(rows, limit, ({ user_id }) => user_id);
  }

  async ofUser(user: UserRef, limit: number, cursor?: string): Promise<InvitationsPage> {
    const [after] = cursor === undefined ? [null] : readCursor(cursor, [roomIdPart]);
    const rows = await this.#db.query<InvitationRow>(
      `${selection} where i.tenant_id = $1 and i.user_id = $2 and i.is_open and ($3::text is null or r.id > $3)
       order by r.id limit $4`,
      [user.tenantId, user.userId, after, limit + 1],
    );
    return pageOf(rows, limit, ({ room }) => room);
  }
}

const pageOf = (
  rows: readonly InvitationRow[],
  limit: number,
  placeOf: (row: InvitationRow) => string,
): InvitationsPage => {
  const page = cutPage(rows, limit, (row) => [placeOf(row)]);
  return { invitations: page.rows.map(toInvitation), ...page.more };
};

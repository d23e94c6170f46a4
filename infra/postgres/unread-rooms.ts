import type { UserRef } from "../../core/entities/refs.ts";
import type { UnreadRoom } from "../../core/entities/watermarks.ts";
import type { Queries } from "./queries.ts";
import { settingsBeside } from "./settings-rows.ts";
import { unread, unreadMentions, watermarksBeside } from "./watermark-rows.ts";

interface UnreadRow {
  readonly id: string;
  readonly seq: number;
  readonly unread: number;
  readonly mentions: number;
  readonly silent: boolean;
}

/** The user's rooms in which something is unread, latest activity first. */
export const unreadRoomsOf = async (db: Queries, { tenantId, userId }: UserRef): Promise<readonly UnreadRoom[]> => {
  const rows = await db.query<UnreadRow>(
    `select r.id, r.seq, ${unread} as unread, ${unreadMentions} as mentions,
       coalesce(s.silent or s.silent_until > now(), false) as silent
     from members m join rooms r on r.key = m.room_id and r.deleted_at is null ${settingsBeside} ${watermarksBeside}
     where m.tenant_id = $1 and m.user_id = $2 and m.left_at is null and ${unread} > 0
     order by r.active_at desc, r.key desc`,
    [tenantId, userId],
  );
  return rows.map(({ id, seq, unread: count, mentions, silent }) => ({
    roomId: id,
    seq,
    unread: count,
    unreadMentions: mentions,
    ...(silent && { silent }),
  }));
};

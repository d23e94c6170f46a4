import type { UserRef } from "../../core/entities/refs.ts";
import type { Standing } from "../../core/ports/member-store.ts";
import type { Queries } from "./queries.ts";
import { roomCursor } from "./room-store.ts";
import { settingsBeside } from "./settings-rows.ts";
import type { PrivacyRow, TokenTermsRow } from "./user-rows.ts";
import { termsOfTokens, toTokenTerms } from "./user-rows.ts";
import type { ReadStateRow } from "./watermark-rows.ts";
import { marksBeside, readStateColumns, toReadState, watermarksBeside } from "./watermark-rows.ts";

interface StandingRow extends TokenTermsRow, PrivacyRow, ReadStateRow {
  readonly user_version: number;
  readonly id: string | null;
  readonly version: number;
  readonly seq: number;
  readonly floor: number | null;
  readonly active_at: string;
  readonly key: string;
}

/** Where everything stands for one user: one statement, so one snapshot. */
export const standingOf = async (db: Queries, user: UserRef): Promise<Standing> => {
  const rows = await db.query<StandingRow>(
    `select u.version as user_version, ${termsOfTokens}, u.privacy, r.id, r.version, r.seq, r.active_at, r.key, ${readStateColumns},
       case r.history when 'since-joining' then m.joined_seq end as floor from users u
     left join members m on m.tenant_id = u.tenant_id and m.user_id = u.id and m.left_at is null
     left join rooms r on r.key = m.room_id and r.deleted_at is null
     ${settingsBeside} ${watermarksBeside} ${marksBeside}
     where u.tenant_id = $1 and u.id = $2
     order by r.active_at desc, r.key desc`,
    [user.tenantId, user.userId],
  );
  const entered = rows.filter((row): row is StandingRow & { id: string } => row.id !== null);
  return {
    version: rows[0]?.user_version ?? 0,
    terms: rows[0] ? toTokenTerms(rows[0]) : {},
    privacy: rows[0]?.privacy ?? {},
    rooms: entered.map((row) => ({
      id: row.id,
      version: row.version,
      seq: row.seq,
      marks: row.marks,
      ...toReadState(row),
    })),
    floors: new Map(entered.flatMap(({ id, floor }) => (floor === null ? [] : [[id, floor]]))),
    cursorAfter: (index) => {
      const row = entered[index];
      if (!row) throw new RangeError("There is no such room in this standing.");
      return roomCursor(row);
    },
  };
};

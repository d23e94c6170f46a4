import type { Invitation } from "../../core/entities/invitation.ts";
import type { Member, Role } from "../../core/entities/member.ts";
import { isCurrent } from "../../core/entities/member.ts";
import type { Message } from "../../core/entities/message.ts";
import { shownOf } from "../../core/entities/message.ts";
import type { History, LockedRoom, Room, RoomKind, RoomSummary, RoomTerms } from "../../core/entities/room.ts";
import type { SettingsRow } from "./settings-rows.ts";
import { settingsBeside, settingsColumns, toSettings } from "./settings-rows.ts";
import type { PrivacyRow } from "./user-rows.ts";
import type { ReadStateRow } from "./watermark-rows.ts";
import { marksBeside, readStateColumns, toReadState, watermarksBeside } from "./watermark-rows.ts";

/** Rows as the statements of this folder select them, and what they mean to the core. */

export interface TermsRow extends PrivacyRow {
  readonly kind: RoomKind;
  readonly archived: boolean;
  readonly locked: boolean;
  readonly announcement: boolean;
  readonly slow_mode: number | null;
  readonly history: History;
}

export const termsColumns = "r.kind, r.archived, r.locked, r.announcement, r.slow_mode, r.history, r.privacy";

export interface RoomRow extends TermsRow {
  readonly tenant_id: string;
  readonly id: string;
  readonly name: string | null;
  readonly description: string | null;
  readonly picture: string | null;
  readonly data: Readonly<Record<string, unknown>> | null;
  readonly direct_low: string | null;
  readonly direct_high: string | null;
  readonly version: number;
  readonly seq: number;
  readonly member_count: number;
  readonly created_at: string;
  readonly deleted_at: string | null;
}

/** A room as the message path needs it. */
export type LockedRow = Omit<RoomRow, "created_at" | "deleted_at" | "name" | "description" | "picture" | "data">;

export const lockedColumns = `r.tenant_id, r.id, ${termsColumns}, r.direct_low, r.direct_high,
  r.version, r.seq, r.member_count`;

export const roomColumns = `${lockedColumns}, r.name, r.description, r.picture, r.data, r.created_at, r.deleted_at`;

/** The part of it that is the room's own. */
type OwnRow = TermsRow &
  Pick<RoomRow, "id" | "name" | "description" | "picture" | "data" | "created_at" | "deleted_at">;

export interface MemberRow {
  readonly user_id: string;
  readonly role: Role;
  readonly joined_seq: number;
  readonly muted_until: string | null;
  readonly left_at: string | null;
}

export interface MessageRow {
  readonly id: string;
  readonly seq: number;
  readonly version: number;
  readonly author_id: string;
  readonly text: string;
  readonly mentions: readonly string[] | null;
  readonly created_at: string;
  readonly deleted_at: string | null;
}

export const toTerms = ({
  kind,
  archived,
  locked,
  announcement,
  slow_mode,
  history,
  privacy,
}: TermsRow): RoomTerms => ({
  kind,
  ...(archived && { archived }),
  ...(locked && { locked }),
  ...(announcement && { announcement }),
  ...(slow_mode !== null && { slowMode: slow_mode }),
  ...(history === "all" ? {} : { history }),
  ...(privacy && { privacy }),
});

export const toRoom = (row: OwnRow): Room => ({
  id: row.id,
  ...toTerms(row),
  ...(row.name === null ? {} : { name: row.name }),
  ...(row.description === null ? {} : { description: row.description }),
  ...(row.picture === null ? {} : { picture: row.picture }),
  ...(row.data === null ? {} : { data: row.data }),
  createdAt: row.created_at,
  ...(row.deleted_at === null ? {} : { deletedAt: row.deleted_at }),
});

export const toLockedRoom = (row: LockedRow): LockedRoom => ({
  ref: { tenantId: row.tenant_id, roomId: row.id },
  ...toTerms(row),
  ...(row.direct_low === null || row.direct_high === null ? {} : { pair: [row.direct_low, row.direct_high] }),
  seq: row.seq,
  version: row.version,
  memberCount: row.member_count,
});

export const toMember = ({ user_id, role, joined_seq, muted_until, left_at }: MemberRow): Member => ({
  userId: user_id,
  role,
  joinedSeq: joined_seq,
  ...(muted_until === null ? {} : { mutedUntil: muted_until }),
  ...(left_at === null ? {} : { leftAt: left_at }),
});

export interface InvitationRow {
  readonly room: string;
  readonly user_id: string;
  readonly role: Invitation["role"];
  readonly invited_by: string;
  readonly at: string;
}

export const invitationColumns = "i.user_id, i.role, i.invited_by, i.at";

export const toInvitation = ({ room, user_id, role, invited_by, at }: InvitationRow): Invitation => ({
  roomId: room,
  userId: user_id,
  role,
  invitedBy: invited_by,
  at,
});

export const toMessage = (roomId: string, row: MessageRow): Message => ({
  id: row.id,
  roomId,
  seq: row.seq,
  version: row.version,
  ...shownOf(row.author_id),
  text: row.text,
  ...(row.mentions && { mentions: row.mentions }),
  createdAt: row.created_at,
  ...(row.deleted_at === null ? {} : { deletedAt: row.deleted_at }),
});

/** A room with the reader's membership and the last message beside it, each of which may be missing. */
export interface SummaryRow extends RoomRow, SettingsRow, ReadStateRow {
  readonly user_id: string | null;
  readonly role: Role | null;
  readonly joined_seq: number | null;
  readonly muted_until: string | null;
  readonly left_at: string | null;
  readonly message_id: string | null;
  readonly message_version: number | null;
  readonly author_id: string | null;
  readonly text: string | null;
  readonly message_mentions: readonly string[] | null;
  readonly message_created_at: string | null;
  readonly message_deleted_at: string | null;
}

export const summaryColumns = `${roomColumns}, m.user_id, m.role, m.joined_seq, m.muted_until, m.left_at,
  l.id as message_id, l.version as message_version, l.author_id, l.text, l.mentions as message_mentions, l.created_at as message_created_at, l.deleted_at as message_deleted_at,
  ${settingsColumns}, ${readStateColumns}`;

/** The last message, unless the reader is a member since later and sees nothing older. */
const lastMessageBeside = `left join messages l on l.room_id = r.key and l.seq = r.seq
  and (r.history = 'all' or m.joined_seq is null or m.left_at is not null or l.seq > m.joined_seq)`;

/** All that stands beside a room and the reader's membership. */
export const besideSummary = `${lastMessageBeside} ${settingsBeside} ${watermarksBeside} ${marksBeside}`;

/** Nobody's peer for who is neither of the two. */
const peerOf = ({ direct_low, direct_high }: RoomRow, userId: string): string | null => {
  if (direct_low === userId) return direct_high;
  return direct_high === userId ? direct_low : null;
};

export const toSummary = (row: SummaryRow, userId: string): RoomSummary => {
  const me = row.role === null ? undefined : toMember(row as SummaryRow & MemberRow);
  const peer = peerOf(row, userId);
  const settings = toSettings(row);
  return {
    ...toRoom(row),
    seq: row.seq,
    version: row.version,
    marks: row.marks,
    memberCount: row.member_count,
    ...(row.message_id === null ? {} : { lastMessage: lastMessage(row, row.message_id) }),
    ...(me ? { me } : {}),
    ...(isCurrent(me) ? toReadState(row) : {}),
    ...(Object.keys(settings).length > 0 ? { settings } : {}),
    ...(peer === null ? {} : { peer }),
  };
};

const lastMessage = (row: SummaryRow, id: string): Message =>
  toMessage(row.id, {
    id,
    seq: row.seq,
    version: row.message_version ?? 0,
    author_id: row.author_id ?? "",
    text: row.text ?? "",
    mentions: row.message_mentions,
    created_at: row.message_created_at ?? "",
    deleted_at: row.message_deleted_at,
  });

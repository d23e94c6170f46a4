import type { MeEvent, SyncResult } from "./events.ts";
import type { Privacy, PrivacyChange } from "./privacy.ts";
import type {
  AuditRecord,
  Ban,
  History,
  Block,
  Invitation,
  Member,
  Message,
  Report,
  ReportReason,
  ReportStatus,
  Role,
  RoomKind,
  RoomProfile,
  RoomSummary,
  User,
  Users,
} from "./rows.ts";

export interface CreateRoomRequest extends RoomProfile {
  readonly id?: string;
  readonly kind: RoomKind;
  /** `all` when absent. */
  readonly history?: History;
  readonly members?: readonly string[];
  /** By a service alone: who owns the room; nobody when absent. */
  readonly owner?: string;
}

/** `null` takes a part of the profile away; what is absent stays as it is. */
export interface ChangeRoomRequest {
  readonly name?: string | null;
  readonly description?: string | null;
  readonly picture?: string | null;
  readonly data?: Readonly<Record<string, unknown>> | null;
  readonly archived?: boolean;
  readonly locked?: boolean;
  readonly announcement?: boolean;
  /** In seconds, up to 21,600; 0 ends it. */
  readonly slowMode?: number;
  readonly history?: History;
  readonly privacy?: PrivacyChange;
}

/** What is absent stays as it is. */
export interface ChangeSettingsRequest {
  readonly silent?: boolean;
  /** In place of `silent`: for so long, 1 to 31,536,000, which is a year. */
  readonly silentSeconds?: number;
  readonly pinned?: boolean;
  /** Listed only where that is asked for, whatever is posted. */
  readonly shelved?: boolean;
  /** Not listed, until the next message. */
  readonly hidden?: boolean;
  /** Everything above this `seq` is unread again; the receipts of others do not tell. `null` takes it back. */
  readonly marker?: number | null;
}

export interface AddMembersRequest {
  readonly userIds: readonly string[];
  /** `member` when absent. */
  readonly role?: Exclude<Role, "owner">;
}

export interface ChangeMemberRequest {
  /** `owner` hands the room over: whoever asked is a moderator from then on. */
  readonly role: Role;
}

export interface InviteRequest {
  /** `member` when absent. */
  readonly role?: Exclude<Role, "owner">;
}

export interface InvitationsPage {
  readonly invitations: readonly Invitation[];
  readonly users: Users;
  readonly cursor?: string;
}

export interface MuteRequest {
  /** From now on: 1 to 31,536,000, which is a year. */
  readonly seconds: number;
}

export interface BanRequest {
  /** From now on: 1 to 31,536,000, which is a year. Absent: until it is lifted. */
  readonly seconds?: number;
  /** For whoever looks after the room. */
  readonly reason?: string;
}

export interface BansPage {
  readonly bans: readonly Ban[];
  readonly users: Users;
  readonly cursor?: string;
}

export interface AuditPage {
  /** The latest first. */
  readonly records: readonly AuditRecord[];
  readonly users: Users;
  readonly cursor?: string;
}

export interface ReportRequest {
  readonly reason: ReportReason;
  /** For those who look after the room. */
  readonly note?: string;
}

export interface ReviewRequest {
  readonly status: Exclude<ReportStatus, "open">;
  /** For others who look after the room; whoever reported is not told. */
  readonly note?: string;
}

export interface ReportsPage {
  /** The first ones first. */
  readonly reports: readonly Report[];
  readonly users: Users;
  readonly cursor?: string;
}

export interface BlocksPage {
  readonly blocks: readonly Block[];
  readonly users: Users;
  readonly cursor?: string;
}

export interface PostMessageRequest {
  readonly id?: string;
  readonly text: string;
  /** User ids, at most 50. Who is no member of the room, and oneself, is passed over. */
  readonly mentions?: readonly string[];
  /** The newest message that you had read when you wrote it, by its `seq`: a receipt on the way. */
  readonly seen?: number;
  /** By a service alone: whose message it is to be, a member's or not. */
  readonly authorId?: string;
  /** By a service alone: nobody's. In place of `authorId`. */
  readonly kind?: "system";
}

export interface SyncRequest {
  /** Room id to the position that the client has. */
  readonly rooms: Readonly<Record<string, number>>;
}

export interface RoomsPage {
  readonly rooms: readonly RoomSummary[];
  readonly users: Users;
  readonly cursor?: string;
}

export interface MembersPage {
  readonly members: readonly Member[];
  readonly users: Users;
  readonly cursor?: string;
}

export interface MessagesPage {
  /** Oldest first. */
  readonly messages: readonly Message[];
  readonly users: Users;
  /** The position of this snapshot in the room's change feed. */
  readonly version: number;
  readonly hasMoreBefore: boolean;
  readonly hasMoreAfter: boolean;
}

/** The command is on its way: it will be applied, or refused with a `rejected` event and a record. */
export interface Accepted {
  readonly id: string;
  readonly roomId: string;
  readonly status: "accepted";
}

/** What became of a command of mine. `unknown`: not applied yet, or never accepted. */
export interface CommandStatus {
  readonly id: string;
  readonly roomId: string;
  readonly status: "applied" | "rejected" | "unknown";
  readonly version?: number;
  readonly code?: string;
}

/** `null` takes a part of the profile away; what is absent stays as it is. */
export interface ChangeProfileRequest {
  readonly name?: string | null;
  readonly picture?: string | null;
  readonly data?: Readonly<Record<string, unknown>> | null;
}

export interface ChangeMeRequest extends ChangeProfileRequest {
  readonly privacy?: PrivacyChange;
}

/** `deactivated` is for services. */
export interface ChangeUserRequest extends ChangeMeRequest {
  readonly deactivated?: boolean;
}

export interface PutUsersRequest {
  /** 1 to 100. Of two entries for one user the later one counts. */
  readonly users: readonly ({ readonly userId: string } & ChangeProfileRequest)[];
}

export interface RevocationRequest {
  /** RFC 3339. Absent or in the future: now. */
  readonly before?: string;
}

export interface Revocation {
  /** Tokens that were issued before do not count. */
  readonly tokensFrom: string;
}

export interface Me extends User {
  readonly tenantId: string;
  /** The position of `GET /v1/me/changes`. */
  readonly version: number;
  /** Absent where nothing is turned off; nobody else is shown it. */
  readonly privacy?: Privacy;
}

export interface MeChanges {
  readonly events: readonly MeEvent[];
  readonly version: number;
  readonly more: boolean;
}

export interface UsersAnswer {
  /** The order of a page; absent where users were named. */
  readonly userIds?: readonly string[];
  readonly users: Users;
  readonly cursor?: string;
}

export interface SyncAnswer {
  readonly rooms: Readonly<Record<string, SyncResult>>;
}

import type { Privacy } from "./privacy.ts";

/** `direct`: exactly two, one room per pair. `group`: by invitation. `channel`: joined by anyone of the tenant. */
export type RoomKind = "direct" | "group" | "channel";

/** What its members see of a room's messages: every one, or those that came after they joined. */
export type History = "all" | "since-joining";

/** The higher first. An `owner` is one in each room but a `direct` one; a `reader` may not post. */
export type Role = "owner" | "moderator" | "member" | "reader";

export interface Member {
  readonly userId: string;
  readonly role: Role;
  /** The room's `seq` when this membership began. */
  readonly joinedSeq: number;
  /** May not post until then. It stays when that time is over. */
  readonly mutedUntil?: string;
  /** Present once the membership has ended. */
  readonly leftAt?: string;
}

/** Keeps a user out of a room, member or not. */
export interface Ban {
  readonly userId: string;
  readonly bannedBy: string;
  readonly reason?: string;
  readonly at: string;
  /** Absent where it lasts until it is lifted. */
  readonly until?: string;
}

/** While it lasts neither posts to the other alone, nor brings the other into a room. */
export interface Block {
  /** Who is blocked. */
  readonly userId: string;
  readonly at: string;
}

/** Lets a user see a room and come in, by `PUT …/members/<own id>`. */
export interface Invitation {
  readonly roomId: string;
  readonly userId: string;
  /** What they will be. */
  readonly role: Exclude<Role, "owner">;
  readonly invitedBy: string;
  readonly at: string;
}

export type ReportReason = "spam" | "harassment" | "hate" | "violence" | "sexual" | "self_harm" | "illegal" | "other";

/** `resolved`: something was done about it. `dismissed`: nothing had to be. */
export type ReportStatus = "open" | "resolved" | "dismissed";

/** A report as its maker is told of it. */
export interface MadeReport {
  readonly id: string;
  readonly roomId: string;
  readonly messageId: string;
  readonly reportedBy: string;
  readonly reason: ReportReason;
  readonly note?: string;
  readonly at: string;
}

/** Tells those who look after a room of a message in it. */
export interface Report extends MadeReport {
  /** What the message was when it was first reported: it may be deleted since. */
  readonly copy: { readonly authorId?: string; readonly text: string; readonly createdAt: string };
  readonly status: ReportStatus;
  /** Absent while it is open. */
  readonly review?: { readonly reviewedBy: string; readonly at: string; readonly note?: string };
}

export interface Message {
  /** A lower-case UUID chosen by the client; also the id of the command that posted it. */
  readonly id: string;
  readonly roomId: string;
  /** 1, 2, 3… in its room, without a hole. */
  readonly seq: number;
  /** The room's version at this row's last change. */
  readonly version: number;
  /** What no user said, such as "Alice has joined". */
  readonly kind?: "system";
  /** Absent in a system message. */
  readonly authorId?: string;
  /** Empty once it is deleted. */
  readonly text: string;
  /** User ids, in order: of those whom its author named and who were members then. Absent where there are none, and once it is deleted. */
  readonly mentions?: readonly string[];
  readonly createdAt: string;
  /** Present once it is deleted, for good. */
  readonly deletedAt?: string;
}

/** What a room says of itself. */
export interface RoomProfile {
  readonly name?: string;
  readonly description?: string;
  readonly picture?: string;
  /** Yours, at most 8 KB of JSON. */
  readonly data?: Readonly<Record<string, unknown>>;
}

/** What every member may know of a room. */
export interface Room extends RoomProfile {
  readonly id: string;
  readonly kind: RoomKind;
  /** Nobody posts or comes in, until its owner takes it back. */
  readonly archived?: true;
  /** Nobody posts or comes in, until it is unlocked. */
  readonly locked?: true;
  /** Only the owner and moderators post. */
  readonly announcement?: true;
  /** A member posts once in so many seconds; the owner and moderators as often as they like. */
  readonly slowMode?: number;
  /** A member sees the messages above the `joinedSeq` of that membership. Absent where everybody sees all. */
  readonly history?: Exclude<History, "all">;
  /** Absent where nothing is turned off. */
  readonly privacy?: Privacy;
  readonly createdAt: string;
  /** Only in the last event of a room. */
  readonly deletedAt?: string;
}

/** What one member alone has of a room. Each is there only while it is set; nobody else is told. */
export interface RoomSettings {
  /** No notifications, until it is taken back. */
  readonly silent?: true;
  /** No notifications until then. It stays when that time is over. */
  readonly silentUntil?: string;
  readonly pinned?: true;
  /** Listed only where that is asked for. */
  readonly shelved?: true;
  /** Not listed while the room's `seq` is not above it. */
  readonly hiddenSeq?: number;
  /** Everything above this `seq` is unread, whatever was read; whatever is read after that takes it away. */
  readonly marker?: number;
}

/** Where you stand in a room that you are in. */
export interface ReadState extends Omit<Watermarks, "userId"> {
  /** Messages that others have posted since, deleted ones too: above the marker where there is one, else above `read`. */
  readonly unread: number;
  /** As many of them mention you, 1,000 at most; a deleted message mentions nobody. */
  readonly unreadMentions: number;
}

/** How far one member has received and read a room: 0 ≤ `read` ≤ `delivered` ≤ the room's `seq`. What is hidden from you stands lower. */
export interface Watermarks {
  readonly userId: string;
  readonly delivered: number;
  readonly read: number;
}

/** A room as one user sees it. */
export interface RoomSummary extends Room, Partial<ReadState> {
  /** Numbers the batches of receipts that its members were shown. */
  readonly marks: number;
  /** How many messages the room has; the newest one's `seq`. */
  readonly seq: number;
  /** The position of this snapshot in the room's change feed. */
  readonly version: number;
  readonly memberCount: number;
  /** Absent also where it came before I joined, and I may not see it. */
  readonly lastMessage?: Message;
  /** Absent for someone who sees a channel without being in it. */
  readonly me?: Member;
  /** Yours, while any is set. */
  readonly settings?: RoomSettings;
  /** The other one, in a `direct` room. */
  readonly peer?: string;
}

/** Something that was done to members, roles or a room. */
export interface AuditRecord {
  /** Later records have higher numbers; some numbers are nobody's. */
  readonly number: number;
  /** What was done, such as `member.role_changed`. New ones may come. */
  readonly action: string;
  readonly actorId: string;
  readonly byService?: true;
  readonly roomId?: string;
  /** The user to whom it was done. */
  readonly target?: string;
  readonly details?: Readonly<Record<string, string | number | boolean | null>>;
  /** Of the caller. */
  readonly address?: string;
  readonly requestId?: string;
  readonly at: string;
}

export interface Profile {
  readonly name?: string;
  readonly picture?: string;
  /** Yours, at most 8 KB of JSON. It stands where a user is asked for, not in lists and not beside other things. */
  readonly data?: Readonly<Record<string, unknown>>;
  /** None of the user's tokens counts. */
  readonly deactivated?: true;
}

export interface User extends Profile {
  readonly userId: string;
}

/** Everyone named in an answer. */
export type Users = Readonly<Record<string, Profile>>;

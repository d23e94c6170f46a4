import type { TokenTerms } from "../entities/token-terms.ts";
import type { Member, NewMember, Role } from "../entities/member.ts";
import type { Privacy } from "../entities/privacy.ts";
import type { RoomRef, UserRef } from "../entities/refs.ts";
import type { RoomPosition, RoomTerms } from "../entities/room.ts";
import type { ReadState } from "../entities/watermarks.ts";
import type { LastPost } from "../entities/slow-mode.ts";

export interface MembersPage {
  readonly members: readonly Member[];
  readonly cursor?: string;
}

/** Where everything stood for one user, in one snapshot. */
export interface Standing {
  readonly version: number;
  readonly terms: TokenTerms;
  readonly privacy: Privacy;
  /** Current memberships, latest activity first. */
  readonly rooms: readonly (RoomPosition & ReadState)[];
  /** Room id to the `seq` with which history begins for the user; those without one are left out. */
  readonly floors: ReadonlyMap<string, number>;
  /** Where `GET /v1/rooms` goes on behind each of the rooms; as long as `rooms`. */
  readonly cursorAfter: (index: number) => string;
}

export interface Membership extends RoomTerms {
  readonly room: RoomRef;
  /** The database's clock. RFC 3339. */
  readonly now: string;
  readonly memberCount: number;
  readonly member?: Member;
  /** Only of who is no member now. */
  readonly isInvited?: boolean;
  /** Of a room between two: one of them has blocked the other. */
  readonly isBlocked?: boolean;
  /** Of a member, where it was in slow mode. RFC 3339. */
  readonly lastPostAt?: string;
}

export interface MemberStore {
  /** Also a membership that has ended. */
  find(room: RoomRef, userId: string): Promise<Member | undefined>;
  /** The current one; a room between two has none, and neither has one that a service looks after alone. */
  owner(room: RoomRef): Promise<Member | undefined>;
  /** The room's terms and the user's membership, in one; nothing when there is no such room. */
  membership(room: RoomRef, userId: string): Promise<Membership | undefined>;
  /** The memberships of these pairs, ended ones too; pairs without one are left out. */
  findMany(
    pairs: readonly { readonly room: RoomRef; readonly userId: string }[],
  ): Promise<readonly (Member & { readonly room: RoomRef })[]>;
  /** When these last posted while their room was in slow mode; pairs without such a post are left out. */
  lastPosts(pairs: readonly { readonly room: RoomRef; readonly userId: string }[]): Promise<readonly LastPost[]>;
  /** Of members of locked rooms. */
  keepLastPosts(posts: readonly LastPost[]): Promise<void>;
  /** Begins memberships, without settings, also of people who were in the room before. The room is locked. */
  begin(room: RoomRef, members: readonly NewMember[]): Promise<void>;
  /** Ends one. The room is locked. @returns the row as it is now. */
  end(room: RoomRef, userId: string, version: number, userVersion: number): Promise<Member>;
  /** Of a current member. The room is locked. @returns the row as it is now. */
  setRole(room: RoomRef, userId: string, role: Role, version: number): Promise<Member>;
  /** A current member, for so many seconds by the database's clock; `null` lets them speak again. The room is locked. */
  mute(room: RoomRef, userId: string, seconds: number | null, version: number): Promise<Member>;
  /** Current members by user id. */
  page(room: RoomRef, limit: number, cursor?: string): Promise<MembersPage>;
  /** Which of these are members of the room now. */
  current(room: RoomRef, userIds: readonly string[]): Promise<readonly string[]>;
  /** How many rooms each of these is a member of now; whoever is in none is left out. */
  roomCounts(tenantId: string, userIds: readonly string[]): Promise<ReadonlyMap<string, number>>;
  standing(user: UserRef): Promise<Standing>;
}

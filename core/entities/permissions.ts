import type { ErrorCode } from "../errors.ts";
import { ChatError } from "../errors.ts";
import type { Actor } from "./actor.ts";
import type { Member, Role } from "./member.ts";
import { isCurrent, outranks } from "./member.ts";
import type { RoomKind, RoomTerms } from "./room.ts";
import { msToWait } from "./slow-mode.ts";

/**
 * `see`: know that the room exists. `read`: its timeline and members. `delete_own`: what one wrote; `delete_messages`: what
 * others did. What is done to members reaches those of a lower role alone, and `add_members` and `change_roles` give lower
 * ones; `hand_over` makes somebody else the owner.
 */
export type Action =
  | "see"
  | "read"
  | "post"
  | "delete_own"
  | "delete_messages"
  | "join"
  | "add_members"
  | "see_invitations"
  | "review_reports"
  | "remove_members"
  | "change_roles"
  | "mute_members"
  | "ban_users"
  | "change_room"
  | "lock_room"
  | "archive_room"
  | "delete_room"
  | "hand_over"
  | "read_audit"
  | "leave";

/**
 * Anyone of the tenant without a current membership is an outsider, or invited. A `service`, which acts for the whole tenant, is
 * one in every room of it, whether it is a member or not.
 */
type Standing = Role | "service" | "invited" | "outsider";

/** Whoever reads may take back what they wrote, also where they may no longer write. */
const insider: readonly Action[] = ["see", "read", "delete_own"];
const poster: readonly Action[] = [...insider, "post"];
const moderator: readonly Action[] = [
  ...poster,
  "delete_messages",
  "add_members",
  "see_invitations",
  "review_reports",
  "remove_members",
  "change_roles",
  "mute_members",
  "ban_users",
  "change_room",
  "lock_room",
];

const owner: readonly Action[] = [...moderator, "archive_room", "delete_room", "hand_over", "read_audit"];

/** In every room that is not between two. An owner does not leave: that would leave nobody behind to look after the room. */
const led: Readonly<Record<Role | "service", readonly Action[]>> = {
  reader: [...insider, "leave"],
  member: [...poster, "leave"],
  moderator: [...moderator, "leave"],
  owner,
  service: owner,
};

/** Who may do what. What is not listed is not allowed. */
const table: Readonly<Record<RoomKind, Readonly<Record<Standing, readonly Action[]>>>> = {
  direct: {
    outsider: [],
    invited: [],
    reader: insider,
    member: poster,
    moderator: poster,
    owner: poster,
    service: [...poster, "delete_messages", "review_reports"],
  },
  group: { outsider: [], invited: ["see", "join"], ...led },
  channel: { outsider: ["see", "join"], invited: ["see", "join"], ...led },
};

/** These put something into a room. */
const entries: ReadonlySet<Action> = new Set(["post", "join", "add_members"]);

/** What decides besides the role. `now` is the database's clock. RFC 3339. */
interface Circumstances extends RoomTerms {
  readonly now?: string;
  /** When a post counts as made; `now` when absent. RFC 3339. */
  readonly postedAt?: string;
  /** Of a room in slow mode: the member's. RFC 3339. */
  readonly lastPostAt?: string | undefined;
  /** Of a room between two: one of them has blocked the other. */
  readonly isBlocked?: boolean;
  /** Of who is no member. */
  readonly isInvited?: boolean;
  /** Who asks is a backend that acts for its whole tenant. */
  readonly isService?: true | undefined;
}

/** What they are as a member counts for nothing with a service: no mute holds it. */
const standingOf = ({ isService, isInvited }: Circumstances, member: Member | undefined): Standing => {
  if (isService) return "service";
  return member?.role ?? (isInvited ? "invited" : "outsider");
};

/** What speaks against what the role would allow. */
const objectionTo = (action: Action, room: Circumstances, member: Member | undefined): ErrorCode | undefined => {
  if (!entries.has(action)) return undefined;
  if (room.archived) return "room_archived";
  if (room.locked) return "room_locked";
  if (action !== "post" || !member) return undefined;
  if (room.isBlocked) return "blocked";
  if (room.announcement && !outranks(member.role, "member")) return "announcements_only";
  if (member.mutedUntil !== undefined && room.now !== undefined && room.now < member.mutedUntil) return "muted";
  return waitFor(room, member) > 0 ? "slow_mode" : undefined;
};

const waitFor = (room: Circumstances, member: Member): number => {
  const at = room.postedAt ?? room.now;
  return at === undefined ? 0 : msToWait(room, member, at);
};

/**
 * @returns nothing when allowed, else the code to refuse with: a room that one may not see
 * is refused exactly as one that does not exist.
 */
export const refusalOf = (
  action: Action,
  room: Circumstances | undefined,
  actor: Member | undefined,
): ErrorCode | undefined => {
  if (!room) return "room_not_found";
  const member = isCurrent(actor) && !room.isService ? actor : undefined;
  const allowed = table[room.kind][standingOf(room, member)];
  if (allowed.includes(action)) return objectionTo(action, room, member);
  if (!allowed.includes("see")) return "room_not_found";
  return action === "leave" && allowed.includes("hand_over") ? "successor_needed" : "forbidden";
};

const reasons: Readonly<Partial<Record<Action, string>>> = {
  read: "Join this channel first.",
  post: "Readers, and those who have not joined, may not post here.",
  delete_own: "Join this channel first.",
  delete_messages: "What others wrote is the owner's and moderators' to delete; between two it is nobody's.",
  add_members: "Only the owner and moderators add members.",
  see_invitations: "Only the owner and moderators see who is invited.",
  review_reports: "Only the owner and moderators see what was reported.",
  remove_members: "Only the owner and moderators remove members.",
  change_roles: "Only the owner and moderators change roles.",
  mute_members: "Only the owner and moderators mute members.",
  ban_users: "Only the owner and moderators ban users.",
  change_room: "Only the owner and moderators change the room.",
  lock_room: "Only the owner and moderators lock the room, slow it down, or keep it for announcements.",
  archive_room: "Only the owner archives the room.",
  delete_room: "Only the owner deletes the room.",
  hand_over: "Only the owner hands the room over.",
  read_audit: "Only the owner reads the record of the room.",
};

const reasonFor = (action: Action, kind: RoomKind): string | undefined =>
  kind === "direct" && action !== "delete_messages"
    ? "A direct room is what its two members are to each other: nothing of it changes."
    : reasons[action];

interface Powers {
  readonly isService?: Actor["isService"] | undefined;
}

/** @throws ChatError as {@link refusalOf} says. */
export function assertMay(
  action: Action,
  found: (Circumstances & { readonly member?: Member | undefined }) | undefined,
  { isService }: Powers,
): asserts found {
  const refusal = refusalOf(action, found && { ...found, isService }, found?.member);
  if (!refusal) return;
  const detail = refusal === "forbidden" && found ? reasonFor(action, found.kind) : undefined;
  const retryAfterMs = refusal === "slow_mode" && found?.member ? waitFor(found, found.member) : undefined;
  throw new ChatError(refusal, detail, retryAfterMs === undefined ? {} : { retryAfterMs });
}

/** For fields that only a service may send. @throws ChatError `forbidden`, naming the field */
export const assertService = ({ isService }: Powers, path: string): void => {
  if (isService) return;
  const message = "Only a backend that acts for its tenant may send this.";
  throw new ChatError("forbidden", `${path}: ${message}`, { errors: [{ path, code: "service_only", message }] });
};

/** For what concerns a whole tenant. @throws ChatError `forbidden` */
export const assertForTenant = ({ isService }: Powers): void => {
  if (!isService) throw new ChatError("forbidden", "Only a backend that acts for its tenant may do this.");
};

/** For what reaches or gives a role: it has to be lower than the actor's own, and a service is above them all. @throws ChatError `forbidden` */
export const assertOutranks = ({ isService }: Powers, self: Member | undefined, role: Role): void => {
  if (isService || (self && outranks(self.role, role))) return;
  throw new ChatError("forbidden", `That takes a higher role than ${role}.`);
};

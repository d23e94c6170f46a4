/**
 * The wire: every shape that crosses it, named once, for both sides. PROTOCOL.md says how they are used.
 * This file imports nothing. Times are RFC 3339 in UTC with milliseconds; lengths are UTF-16 code units.
 */

/** The version of the socket protocol; a client names the one it speaks in its handshake. */
export const PROTOCOL = 1;

/** Limits of this protocol version. `ready` repeats those that a deployment may change. */
export const LIMITS = {
  /** Longest `text` of a message. */
  textLength: 8_192,
  /** Longest `name` of a room. */
  nameLength: 128,
  /** Longest user id. */
  userIdLength: 128,
  /** Most users named in one request. */
  usersPerRequest: 100,
  /** Most rooms in one `sync`. */
  roomsPerSync: 200,
  /** Most events in one answer of `sync`, over all its rooms. */
  eventsPerSync: 500,
  /** Largest page of any list, and what a page holds when `limit` is absent. */
  pageSize: 200,
  defaultPageSize: 50,
  /** Most rooms in `ready`; the rest come by `GET /v1/rooms?cursor`. */
  roomsInReady: 500,
  /** Deepest nesting of a request body. */
  nesting: 32,
  /** Largest request body or socket packet, in bytes. */
  bodyBytes: 65_536,
  /** Longest `Prefer: wait`, in seconds. */
  waitSeconds: 10,
} as const;

// ── Rows ────────────────────────────────────────────────────────────────────────────────────────

/** `direct`: exactly two, one room per pair. `group`: by invitation. `channel`: joined by anyone of the tenant. */
export type RoomKind = "direct" | "group" | "channel";

export type Role = "owner" | "member";

export interface Member {
  readonly userId: string;
  readonly role: Role;
  /** The room's `seq` when this membership began. */
  readonly joinedSeq: number;
  /** Present once the membership has ended. */
  readonly leftAt?: string;
}

export interface Message {
  /** A lower-case UUID chosen by the client; also the id of the command that posted it. */
  readonly id: string;
  readonly roomId: string;
  /** 1, 2, 3… in its room, without a hole. */
  readonly seq: number;
  /** The room's version at this row's last change. */
  readonly version: number;
  readonly authorId: string;
  readonly text: string;
  readonly createdAt: string;
}

/** What every member may know of a room. */
export interface Room {
  readonly id: string;
  readonly kind: RoomKind;
  readonly name?: string;
  readonly createdAt: string;
}

/** A room as one user sees it. */
export interface RoomSummary extends Room {
  /** How many messages the room has; the newest one's `seq`. */
  readonly seq: number;
  /** The position of this snapshot in the room's change feed. */
  readonly version: number;
  readonly memberCount: number;
  readonly lastMessage?: Message;
  /** Absent for someone who sees a channel without being in it. */
  readonly me?: Member;
  /** The other one, in a `direct` room. */
  readonly peer?: string;
}

export interface Profile {
  readonly name?: string;
  readonly picture?: string;
}

/** Everyone named in an answer. */
export type Users = Readonly<Record<string, Profile>>;

// ── Events and the change feed ──────────────────────────────────────────────────────────────────

interface Covers {
  readonly roomId: string;
  /** The event covers the versions above `prev` up to and including `version`. */
  readonly prev: number;
  readonly version: number;
}

export interface MessageEvent extends Covers {
  readonly type: "message";
  readonly message: Message;
}

export interface MemberEvent extends Covers {
  readonly type: "member";
  readonly member: Member;
  /** Members of the room after this change. */
  readonly memberCount: number;
}

export interface RoomChangedEvent extends Covers {
  readonly type: "room";
  readonly room: Room;
}

/** A version without a row to show. With `prev` equal to `version` it covers nothing: the room is there, pull what you lack. */
export interface HeadEvent extends Covers {
  readonly type: "head";
}

/** Live and in the change feed alike, so that a client has one reducer. */
export type RoomEvent = MessageEvent | MemberEvent | RoomChangedEvent | HeadEvent;

/** The changes after a position, oldest first; `version` is the reader's next position. */
export interface ChangesPage {
  readonly events: readonly RoomEvent[];
  readonly version: number;
  readonly more: boolean;
}

/** Not from that position: drop the room, read its latest page, go on from that page's `version`. */
export interface ChangesReset {
  readonly reset: true;
  readonly version: number;
  readonly seq: number;
}

export type Changes = ChangesPage | ChangesReset;

/** `gone`: the room does not exist for this user (any more). */
export type SyncResult = Changes | { readonly gone: true };

interface MeCovers {
  readonly prev: number;
  readonly version: number;
  readonly roomId: string;
}

/** What concerns one user alone, to all of that user's sockets. */
export type MeEvent =
  | (MeCovers & { readonly type: "joined"; readonly room: RoomSummary })
  | (MeCovers & { readonly type: "left" });

// ── HTTP ────────────────────────────────────────────────────────────────────────────────────────

export interface CreateRoomRequest {
  readonly id?: string;
  readonly kind: RoomKind;
  readonly name?: string;
  readonly members?: readonly string[];
}

export interface AddMembersRequest {
  readonly userIds: readonly string[];
}

export interface PostMessageRequest {
  readonly id?: string;
  readonly text: string;
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

export interface Me extends Profile {
  readonly userId: string;
  readonly tenantId: string;
  /** The position of `GET /v1/me/changes`. */
  readonly version: number;
}

export interface MeChanges {
  readonly events: readonly MeEvent[];
  readonly version: number;
  readonly more: boolean;
}

export interface UsersAnswer {
  readonly users: Users;
}

export interface SyncAnswer {
  readonly rooms: Readonly<Record<string, SyncResult>>;
}

/** Whether a refusal may end otherwise: `same` again as it is, `later` after a pause, `after_auth` with a fresh token. */
export type Retry = "never" | "same" | "later" | "after_auth";

export interface FieldProblem {
  /** Where in the input, as in `members.3`. */
  readonly path: string;
  readonly code: string;
  readonly message: string;
}

/** RFC 9457, with the product's stable `code`. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly errors?: readonly FieldProblem[];
  readonly requestId: string;
  readonly retryAfterMs?: number;
}

// ── Socket ──────────────────────────────────────────────────────────────────────────────────────

export interface HandshakeAuth {
  readonly token: string;
  readonly protocol: number;
  /** As in `my-app/2.1`. */
  readonly client?: string;
}

/** Where a room stood when the session began. */
export interface RoomPosition {
  readonly id: string;
  readonly version: number;
  readonly seq: number;
}

export interface Ready {
  readonly protocol: number;
  readonly userId: string;
  readonly sessionId: string;
  /** The identity of the stored history: when it changes, drop everything held. */
  readonly epoch: string;
  readonly limits: { readonly textLength: number; readonly roomsPerSync: number };
  readonly me: { readonly version: number };
  /** The latest-active rooms first. */
  readonly rooms: readonly RoomPosition[];
  readonly cursor?: string;
}

/** A command of mine that was accepted and then refused, for good. */
export interface Rejected {
  readonly commandId: string;
  readonly roomId: string;
  readonly code: string;
  readonly message: string;
}

/** Sent before the server ends a connection, and as `err.data` of a refused handshake. */
export interface Bye {
  readonly code: string;
  readonly message: string;
  readonly retry: "now" | "later" | "after_auth" | "never";
  readonly reconnectInMs?: number;
}

export interface AckRefusal {
  readonly ok: false;
  readonly code: string;
  readonly message: string;
  readonly errors?: readonly FieldProblem[];
  readonly retryAfterMs?: number;
}

export type Ack<T> = ({ readonly ok: true } & T) | AckRefusal;

export interface SendRequest extends PostMessageRequest {
  readonly roomId: string;
}

export interface AuthRequest {
  readonly token: string;
}

export interface ServerToClientEvents {
  ready: (ready: Ready) => void;
  events: (events: readonly RoomEvent[]) => void;
  me: (events: readonly MeEvent[]) => void;
  rejected: (rejected: Rejected) => void;
  bye: (bye: Bye) => void;
}

export interface ClientToServerEvents {
  send: (request: SendRequest, ack: (answer: Ack<Accepted>) => void) => void;
  sync: (request: SyncRequest, ack: (answer: Ack<SyncAnswer>) => void) => void;
  auth: (request: AuthRequest, ack: (answer: Ack<object>) => void) => void;
}

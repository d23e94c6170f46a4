import type { MeEvent, ReceiptsEvent, RoomEvent } from "./events.ts";
import type { Accepted, PostMessageRequest, SyncAnswer, SyncRequest } from "./http.ts";
import type { Presence, PresenceAnswer, PresenceRequest } from "./presence.ts";
import type { FieldProblem } from "./problems.ts";
import type { PutReceiptsRequest } from "./receipts.ts";
import type { ReadState } from "./rows.ts";

export interface HandshakeAuth {
  readonly token: string;
  readonly protocol: number;
  /** As in `my-app/2.1`. */
  readonly client?: string;
}

/** Where a room stood when the session began, and you in it. */
export interface RoomPosition extends ReadState {
  readonly id: string;
  readonly version: number;
  readonly seq: number;
  readonly marks: number;
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

export interface SendRequest extends Pick<PostMessageRequest, "id" | "text" | "mentions" | "seen"> {
  readonly roomId: string;
}

export interface DeleteRequest {
  readonly roomId: string;
  readonly messageId: string;
  readonly commandId?: string;
}

/** What you say of a room; each a `seq`, and what is read was delivered. */
export interface ReceiptRequest extends PutReceiptsRequest {
  readonly roomId: string;
}

export interface TypingRequest {
  readonly roomId: string;
  readonly active: boolean;
}

export interface TypingAnswer {
  /** Whether others are told: not in a large room, not where you or the room hide it, and not again within 2 s. */
  readonly passed: boolean;
}

/** Somebody else is writing in a room of mine, or has stopped. Nothing keeps it; it may be lost. */
export interface Typing {
  readonly roomId: string;
  readonly userId: string;
  readonly active: boolean;
  /** For how long it is to be shown, in milliseconds; 0 of who has stopped. */
  readonly expiresInMs: number;
}

export interface AuthRequest {
  readonly token: string;
}

export interface ServerToClientEvents {
  ready: (ready: Ready) => void;
  events: (events: readonly RoomEvent[]) => void;
  receipts: (events: readonly ReceiptsEvent[]) => void;
  typing: (typing: Typing) => void;
  presence: (presences: readonly Presence[]) => void;
  me: (events: readonly MeEvent[]) => void;
  rejected: (rejected: Rejected) => void;
  bye: (bye: Bye) => void;
}

export interface ClientToServerEvents {
  send: (request: SendRequest, ack: (answer: Ack<Accepted>) => void) => void;
  delete: (request: DeleteRequest, ack: (answer: Ack<Accepted>) => void) => void;
  receipts: (request: readonly ReceiptRequest[], ack: (answer: Ack<object>) => void) => void;
  sync: (request: SyncRequest, ack: (answer: Ack<SyncAnswer>) => void) => void;
  typing: (request: TypingRequest, ack: (answer: Ack<TypingAnswer>) => void) => void;
  presence: (request: PresenceRequest, ack: (answer: Ack<PresenceAnswer>) => void) => void;
  auth: (request: AuthRequest, ack: (answer: Ack<object>) => void) => void;
}

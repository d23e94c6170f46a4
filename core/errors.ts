/**
 * Every refusal there is: its code, what it means, and whether trying again can help.
 * A code is a promise to clients: it is never renamed, and its meaning never changes.
 */

/** `same`: again as it is; `later`: after a pause; `after_auth`: with a fresh token. */
export type Retry = "never" | "same" | "later" | "after_auth";

interface Meaning {
  readonly title: string;
  readonly retry: Retry;
}

const meaning = (title: string, retry: Retry): Meaning => ({ title, retry });

export const catalogue = {
  invalid_input: meaning("A field of the request is not as documented.", "never"),
  malformed_json: meaning("The body is not JSON.", "never"),
  unknown_field: meaning("The request has a field that does not exist.", "never"),
  unauthenticated: meaning("The token is missing, or is not one that this server accepts.", "after_auth"),
  token_expired: meaning("The token has expired.", "after_auth"),
  token_revoked: meaning("The token was revoked.", "after_auth"),
  user_deactivated: meaning("The user is deactivated.", "never"),
  forbidden: meaning("You may not do this here.", "never"),
  room_archived: meaning("The room is archived: nobody posts or comes in.", "never"),
  room_locked: meaning("The room is locked: nobody posts or comes in.", "never"),
  announcements_only: meaning("Only the owner and moderators post in this room.", "never"),
  muted: meaning("You may not post in this room for a while.", "never"),
  slow_mode: meaning("In this room a member posts once in a while, and you just did.", "later"),
  banned: meaning("The user is banned from this room.", "never"),
  blocked: meaning("One of the two users has blocked the other.", "never"),
  not_found: meaning("There is nothing at this address.", "never"),
  room_not_found: meaning("There is no such room for you.", "never"),
  message_not_found: meaning("There is no such message in this room.", "never"),
  report_not_found: meaning("There is no such report in this room.", "never"),
  user_not_found: meaning("There is no such user here.", "never"),
  method_not_allowed: meaning("This address does not take this method.", "never"),
  id_taken: meaning("The id is in use by somebody else, or for something else.", "never"),
  id_reused: meaning("You used this id before, with other content.", "never"),
  too_many_rooms: meaning("A user would be in more rooms than one user may be in.", "never"),
  too_many_blocks: meaning("You have blocked as many users as you may.", "never"),
  too_many_watched: meaning("This connection watches as many users as it may.", "never"),
  room_full: meaning("The room has as many members as it may have.", "never"),
  already_member: meaning("The user is a member of this room.", "never"),
  successor_needed: meaning("The owner leaves only by handing the room over: name a successor.", "never"),
  dropped: meaning("An operator dropped the message, since it could not be applied.", "never"),
  too_large: meaning("The request is larger than allowed.", "never"),
  unsupported_media_type: meaning("The body must be application/json.", "never"),
  rate_limited: meaning("That was too much in too short a time.", "later"),
  unavailable: meaning("A part of the server does not answer now.", "later"),
  internal: meaning("Something went wrong on the server.", "same"),
} as const satisfies Record<string, Meaning>;

export type ErrorCode = keyof typeof catalogue;

/** What is wrong with one field; `path` is dotted, as in `members.3`. */
export interface FieldError {
  readonly path: string;
  readonly code: string;
  readonly message: string;
}

interface Details {
  readonly errors?: readonly FieldError[];
  readonly retryAfterMs?: number;
  readonly cause?: unknown;
}

/** A refusal on its way to whoever asked; each transport maps `code` in one file of its own. */
export class ChatError extends Error {
  readonly code: ErrorCode;
  readonly errors?: readonly FieldError[];
  readonly retryAfterMs?: number;

  /** @param detail a sentence for the developer who reads it; it names no secret and quotes no message. */
  constructor(code: ErrorCode, detail: string = catalogue[code].title, details: Details = {}) {
    super(detail, { cause: details.cause });
    this.name = "ChatError";
    this.code = code;
    if (details.errors) this.errors = details.errors;
    if (details.retryAfterMs !== undefined) this.retryAfterMs = details.retryAfterMs;
  }
}

/**
 * Why storing failed. `data`: these values can never be stored. `unavailable`: not now. `broken`: the schema is not
 * the one this version knows, so waiting helps only together with an operator.
 */
export type FailureKind = "data" | "unavailable" | "broken";

export class StorageFailure extends Error {
  readonly kind: FailureKind;

  constructor(kind: FailureKind, message: string, cause: unknown) {
    super(message, { cause });
    this.name = "StorageFailure";
    this.kind = kind;
  }
}

/** Not now: it is worth asking again in a second. */
export const unavailable = (detail: string): ChatError => new ChatError("unavailable", detail, { retryAfterMs: 1_000 });

/** A room that one may not see answers exactly as one that does not exist. */
export const roomNotFound = (): ChatError => new ChatError("room_not_found");

/** A code that a newer version recorded still refuses. */
export const knownCode = (code: string): ErrorCode =>
  Object.hasOwn(catalogue, code) ? (code as ErrorCode) : "forbidden";

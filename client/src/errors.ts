import type { FieldProblem } from "./contract.ts";

/** What a server says when it refuses. `status` is absent when the refusal did not come by HTTP. */
export interface Refusal {
  readonly code: string;
  readonly detail: string;
  readonly status?: number | undefined;
  readonly errors?: readonly FieldProblem[] | undefined;
  /** Milliseconds until the same request may be tried again. */
  readonly retryAfterMs?: number | undefined;
}

/** The server refused. `code` is stable and is what a program looks at; `detail` is for whoever reads it. */
export class ChatApiError extends Error {
  readonly code: string;
  readonly detail: string;
  readonly status: number | undefined;
  readonly errors: readonly FieldProblem[] | undefined;
  readonly retryAfterMs: number | undefined;

  constructor(refusal: Refusal) {
    super(refusal.detail);
    this.name = "ChatApiError";
    this.code = refusal.code;
    this.detail = refusal.detail;
    this.status = refusal.status;
    this.errors = refusal.errors;
    this.retryAfterMs = refusal.retryAfterMs;
  }
}

const sentences = {
  closed: "This client was closed.",
  connection_lost: "The connection was lost before the answer came.",
  no_token: "The token provider failed.",
  room_closed: "The room was left or closed while it was being read.",
  room_not_open: "Open the room first.",
  stopped: "The server ended the connection for good.",
  stored_unreadable: "The message is stored, but it may not be read any more.",
  timeout: "No answer came in time.",
  unreachable: "The server cannot be reached.",
} as const;

export type ChatClientErrorCode = keyof typeof sentences;

/** No answer of the server: what went wrong happened on this side, or on the way. */
export class ChatClientError extends Error {
  readonly code: ChatClientErrorCode;

  constructor(code: ChatClientErrorCode, cause?: unknown, sentence: string = sentences[code]) {
    super(sentence, { cause });
    this.name = "ChatClientError";
    this.code = code;
  }
}

/** What somebody is told who is not, or no longer, in a room. */
const outside: ReadonlySet<string> = new Set(["room_not_found", "forbidden"]);

/** Whether the refusal is about who is in the room now: it says nothing about what was accepted before. */
export const isOutside = (error: ChatApiError): boolean => outside.has(error.code);

const passing: ReadonlySet<string> = new Set([
  "unavailable",
  "rate_limited",
  "internal",
  "token_expired",
  "token_revoked",
]);

/** Whether the same request may well succeed later. */
export const isPassing = (error: ChatApiError): boolean => passing.has(error.code);

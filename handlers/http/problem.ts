import type { Response } from "express";

import type { Problem } from "../../client/src/contract.ts";
import { RateLimited } from "../../core/entities/limits.ts";
import type { ErrorCode } from "../../core/errors.ts";
import { catalogue, ChatError } from "../../core/errors.ts";
import { refusalOf } from "../wire/refusal.ts";
import { challenge } from "./authenticate.ts";
import { budgetHeaders } from "./budget-headers.ts";
import { requestIdOf } from "./request-id.ts";

/** The only place that knows which status a code has. */
const statuses = {
  invalid_input: 400,
  malformed_json: 400,
  unknown_field: 400,
  unauthenticated: 401,
  token_expired: 401,
  token_revoked: 401,
  user_deactivated: 403,
  forbidden: 403,
  room_archived: 403,
  room_locked: 403,
  announcements_only: 403,
  muted: 403,
  banned: 403,
  blocked: 403,
  not_found: 404,
  room_not_found: 404,
  message_not_found: 404,
  report_not_found: 404,
  user_not_found: 404,
  method_not_allowed: 405,
  id_taken: 409,
  id_reused: 409,
  too_many_rooms: 409,
  too_many_blocks: 409,
  too_many_watched: 409,
  room_full: 409,
  already_member: 409,
  successor_needed: 409,
  dropped: 409,
  too_large: 413,
  unsupported_media_type: 415,
  rate_limited: 429,
  slow_mode: 429,
  internal: 500,
  unavailable: 503,
} as const satisfies Record<ErrorCode, number>;

export const statusOf = (code: ErrorCode): number => statuses[code];

/** What a caller is told to wait when the refusal itself does not say. A 429 without a time is one that stays. */
const defaultRetryMs: Readonly<Record<number, number>> = { 503: 1_000 };

/** Refusals of the framework's own, by the status that it gives them. */
const ofFramework: Readonly<Record<number, ErrorCode>> = {
  404: "not_found",
  413: "too_large",
  415: "unsupported_media_type",
};

/** Only what the framework itself calls the caller's fault: an error from elsewhere may have a status by chance. */
const statusIn = (error: unknown): number | undefined => {
  if (!(error instanceof Error) || !("status" in error) || typeof error.status !== "number") return undefined;
  const isCallers = error instanceof URIError || ("expose" in error && error.expose === true);
  return isCallers ? error.status : undefined;
};

const frameworkRefusal = (error: unknown): ChatError | undefined => {
  const status = statusIn(error);
  if (status === undefined) return undefined;
  return new ChatError(ofFramework[status] ?? "invalid_input", undefined, { cause: error });
};

/** Whether the error is an answer to what the caller did, and nothing for an operator to look into. */
export const isRefusal = (error: unknown): boolean =>
  error instanceof ChatError || frameworkRefusal(error) !== undefined;

/** The text of an error that nobody expected stays in the process. */
export const problemOf = (error: unknown, requestId: string): Problem => {
  const { code, message, errors, retryAfterMs } = frameworkRefusal(error) ?? refusalOf(error);
  return {
    type: `/docs/errors#${code}`,
    title: catalogue[code].title,
    status: statuses[code],
    code,
    detail: message,
    ...(errors && { errors }),
    requestId,
    ...(retryAfterMs !== undefined && { retryAfterMs }),
  };
};

/** RFC 9457. */
export const sendProblem = (response: Response, error: unknown): void => {
  const problem = problemOf(error, requestIdOf(response));
  if (problem.status === statuses.unauthenticated) response.set("WWW-Authenticate", challenge);
  const retryMs = problem.retryAfterMs ?? defaultRetryMs[problem.status];
  if (retryMs !== undefined) response.set("Retry-After", String(Math.ceil(retryMs / 1_000)));
  if (error instanceof RateLimited) {
    for (const [name, value] of budgetHeaders(error.standings)) response.set(name, value);
  }
  response.status(problem.status).type("application/problem+json").send(JSON.stringify(problem));
};

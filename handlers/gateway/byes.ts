import type { Bye } from "../../client/src/contract.ts";
import type { Retry } from "../../core/errors.ts";
import { catalogue } from "../../core/errors.ts";
import { refusalOf } from "../wire/refusal.ts";

const retries: Readonly<Record<Retry, Bye["retry"]>> = {
  never: "never",
  same: "later",
  later: "later",
  after_auth: "after_auth",
};

/** What a client is told whose handshake is refused. The text of an unexpected error stays in the process. */
export const byeOf = (error: unknown): Bye => {
  const { code, message, retryAfterMs } = refusalOf(error);
  const bye: Bye = { code, message, retry: retries[catalogue[code].retry] };
  return code === "rate_limited" && retryAfterMs !== undefined ? { ...bye, reconnectInMs: retryAfterMs } : bye;
};

export const tokenExpired: Bye = { code: "token_expired", message: catalogue.token_expired.title, retry: "after_auth" };

export const tooManySockets: Bye = {
  code: "too_many_sockets",
  message: "There are too many connections of this user, or from this address; close some.",
  retry: "later",
};

/** @param reconnectInMs when to come back, so that not everybody comes at once. */
export const draining = (reconnectInMs: number): Bye => ({
  code: "draining",
  message: "This server is shutting down; another one, or its successor, takes over.",
  retry: "now",
  reconnectInMs,
});

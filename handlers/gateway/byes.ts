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
  const { code, message } = refusalOf(error);
  return { code, message, retry: retries[catalogue[code].retry] };
};

export const tokenExpired: Bye = { code: "token_expired", message: catalogue.token_expired.title, retry: "after_auth" };

/** @param reconnectInMs when to come back, so that not everybody comes at once. */
export const draining = (reconnectInMs: number): Bye => ({
  code: "draining",
  message: "This server is shutting down; another one, or its successor, takes over.",
  retry: "now",
  reconnectInMs,
});

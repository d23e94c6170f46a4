import type { Bye } from "./contract.ts";

/**
 * `lost`: it was there and broke; `unreachable`: it never came to be; `no_answer`: no `ready` in time;
 * `no_token`: the token provider failed; `bye`: the server said why, in its own code.
 */
export type DownReason =
  { readonly kind: "lost" | "unreachable" | "no_answer" | "no_token" } | { readonly kind: "bye"; readonly bye: Bye };

export type Decision =
  { readonly stop: false; readonly retryInMs: number; readonly refreshToken: boolean } | { readonly stop: true };

const baseMs = 500;
const capMs = 10_000;

/** Full jitter, so that the clients of a server that died do not come back together. */
const backoff = (attempt: number, random: () => number): number =>
  Math.round(random() * Math.min(capMs, baseMs * 2 ** attempt));

const retry = (retryInMs: number, refreshToken = false): Decision => ({ stop: false, retryInMs, refreshToken });

const afterBye = (bye: Bye, attempt: number, random: () => number): Decision => {
  switch (bye.retry) {
    case "never":
      return { stop: true };
    case "now":
      // The server spreads its clients itself; only who is sent away again and again adds a pause of his own.
      return retry((bye.reconnectInMs ?? 0) + (attempt === 0 ? 0 : backoff(attempt, random)));
    case "after_auth":
      return retry(attempt === 0 ? 0 : backoff(attempt, random), true);
    case "later":
    default:
      // `default`: a word of a newer server. A second at the least, since the server asked for a pause.
      return retry(Math.max(bye.reconnectInMs ?? 1_000, backoff(attempt, random)));
  }
};

/**
 * What to do when there is no connection (any more).
 * @param attempt how many attempts in a row have failed before this one; 0 after a session that lasted.
 * @returns when to try again, and whether the token held is of no use; or to stop for good.
 */
export const decide = (reason: DownReason, attempt: number, random: () => number): Decision =>
  reason.kind === "bye" ? afterBye(reason.bye, attempt, random) : retry(backoff(attempt, random));

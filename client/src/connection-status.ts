import type { DownReason } from "./reconnect-policy.ts";

/**
 * `connecting`: an attempt is under way; `online`: the session has begun; `waiting`: the next attempt comes in
 * `retryInMs`; `stopped`: the server wants no further attempt; `closed`: by `close()`. `code` and `message` say why:
 * the server's own, or `lost`, `unreachable`, `no_answer`, `no_token`.
 */
export type ConnectionStatus =
  | { readonly state: "connecting" | "online" | "closed" }
  | { readonly state: "waiting"; readonly code: string; readonly message: string; readonly retryInMs: number }
  | { readonly state: "stopped"; readonly code: string; readonly message: string };

const sentences = {
  lost: "The connection was lost.",
  unreachable: "The server cannot be reached.",
  no_answer: "The server did not begin the session in time.",
  no_token: "The token provider failed.",
} as const;

export const inWords = (reason: DownReason): { code: string; message: string } =>
  reason.kind === "bye"
    ? { code: reason.bye.code, message: reason.bye.message }
    : { code: reason.kind, message: sentences[reason.kind] };

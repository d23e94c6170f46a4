import type { ClientEvents } from "./client-events.ts";
import type { ConnectionStatus } from "./connection-status.ts";
import type { Ready } from "./contract.ts";
import type { Emitter } from "./emitter.ts";
import { ChatClientError } from "./errors.ts";
import type { Scheduler } from "./scheduler.ts";

/** Why there will be no session, if that is certain. */
const lastWord = (status: ConnectionStatus): ChatClientError | undefined => {
  if (status.state === "stopped") return new ChatClientError("stopped", undefined, status.message);
  return status.state === "closed" ? new ChatClientError("closed") : undefined;
};

/**
 * The next session.
 * @throws ChatClientError `stopped`, `closed`, or `timeout` after `withinMs` (never, when absent).
 */
export const whenReady = (
  emitter: Emitter<ClientEvents>,
  status: ConnectionStatus,
  scheduler: Scheduler,
  withinMs?: number,
): Promise<Ready> =>
  new Promise((resolve, reject) => {
    const fail = (error: ChatClientError | undefined): void => {
      if (!error) return;
      end();
      reject(error);
    };
    const listening = [
      emitter.on("state", (next) => fail(lastWord(next))),
      emitter.on("ready", (ready) => {
        end();
        resolve(ready);
      }),
    ];
    const late = (): void => fail(new ChatClientError("timeout"));
    const timer = withinMs === undefined ? undefined : scheduler.setTimeout(late, withinMs);
    const end = (): void => {
      for (const off of listening) off();
      scheduler.clearTimeout(timer);
    };
    fail(lastWord(status));
  });

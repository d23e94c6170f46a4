import type { Redis } from "ioredis";
import type { Telemetry } from "../../core/ports/telemetry.ts";
import { quiet } from "./quiet.ts";
import type { Hear, Subscriptions } from "./subscriptions.ts";
import { reasons } from "./subscriptions.ts";

export interface StockParts {
  readonly publisher: Redis;
  readonly subscriptions: Subscriptions;
  readonly telemetry: Pick<Telemetry, "setback">;
}

type Listener = (channel: string, payload: Buffer) => Promise<unknown>;

/**
 * What the stock Redis adapter takes for its two clients: its promises are looked after, which it lets go of; its
 * pattern over all rooms is never subscribed; and it hears only what it is handed.
 */
export class StockClients {
  readonly #parts: StockParts;
  #onRequest: Listener | undefined;

  constructor(parts: StockParts) {
    this.#parts = parts;
  }

  readonly publisher = {
    publish: (channel: string, message: string | Buffer): void => {
      const { publisher, telemetry } = this.#parts;
      publisher.publish(channel, message).catch((error: unknown) => {
        telemetry.setback("publishing for Socket.IO", quiet(error));
      });
    },
    send_command: (name: string, args: string[], answer: (error: unknown, reply: unknown) => void): void => {
      this.#parts.publisher.call(name, args).then(
        (reply) => answer(null, reply),
        (error: unknown) => answer(quiet(error), undefined),
      );
    },
    on: (): void => undefined,
    off: (): void => undefined,
  };

  readonly subscriber = {
    subscribe: (channels: readonly string[]): void => {
      void this.#parts.subscriptions.want(channels, reasons.own);
    },
    unsubscribe: (channels: readonly string[]): void => {
      this.#parts.subscriptions.drop(channels, reasons.own);
    },
    psubscribe: (): void => undefined,
    punsubscribe: (): void => undefined,
    on: (event: string, listener: Listener): void => {
      if (event === "messageBuffer") this.#onRequest = listener;
    },
    off: (event: string): void => {
      if (event === "messageBuffer") this.#onRequest = undefined;
    },
  };

  /** For the stock adapter's own requests between processes; it passes over what is none. */
  readonly hear: Hear = (channel, payload) => {
    this.#onRequest?.(channel, payload).catch((error: unknown) => {
      this.#parts.telemetry.setback("answering another Socket.IO server", quiet(error));
    });
  };
}

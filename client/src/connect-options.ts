import type { Fetch } from "./http.ts";
import type { OpenLink } from "./link.ts";
import { platformScheduler } from "./scheduler.ts";
import type { Chance } from "./scheduler.ts";
import { socketLinks } from "./socket-link.ts";
import type { Transport } from "./socket-link.ts";
import type { TokenProvider } from "./token-source.ts";

export interface ConnectOptions {
  /** Of the HTTP API, as in `https://chat.example.com`. */
  readonly url: string;
  /** Of the socket tier, when it lives elsewhere. */
  readonly socketUrl?: string;
  readonly token: TokenProvider;
  /** Names the application in the server's logs, as in `my-app/2.1`. */
  readonly client?: string;
  /** `["websocket"]` when absent. */
  readonly transports?: readonly Transport[];
  /** Whether what arrives here is said to be delivered; `true` when absent. With `false`, `markDelivered` says it. */
  readonly saysDelivered?: boolean;
}

/** What the client takes from the world; tests give their own. */
export interface Platform extends Chance {
  readonly fetch: Fetch;
  readonly openLink: OpenLink;
}

export const platformOf = (options: ConnectOptions): Platform => ({
  fetch: (url, init) => fetch(url, init),
  openLink: socketLinks(options.socketUrl ?? options.url, options.transports),
  scheduler: platformScheduler,
  random: Math.random,
});

import type {
  Accepted,
  Bye,
  DeleteRequest,
  MeEvent,
  Ready,
  Rejected,
  RoomEvent,
  SendRequest,
  SyncAnswer,
  SyncRequest,
} from "./contract.ts";
import { PROTOCOL } from "./contract.ts";
import { ChatClientError } from "./errors.ts";
import type { Link, LinkListener, OpenLink } from "./link.ts";
import { decide } from "./reconnect-policy.ts";
import type { Decision, DownReason } from "./reconnect-policy.ts";
import type { Chance } from "./scheduler.ts";
import type { TokenSource } from "./token-source.ts";
import { Unanswered } from "./unanswered.ts";

/**
 * `connecting`: an attempt is under way; `online`: the session has begun; `waiting`: the next attempt comes in
 * `retryInMs`; `stopped`: the server wants no further attempt; `closed`: by `close()`. `code` and `message` say why:
 * the server's own, or `lost`, `unreachable`, `no_answer`, `no_token`.
 */
export type ConnectionStatus =
  | { readonly state: "connecting" | "online" | "closed" }
  | { readonly state: "waiting"; readonly code: string; readonly message: string; readonly retryInMs: number }
  | { readonly state: "stopped"; readonly code: string; readonly message: string };

export interface ConnectionListener {
  readonly ready: (ready: Ready) => void;
  readonly events: (events: readonly RoomEvent[]) => void;
  readonly me: (events: readonly MeEvent[]) => void;
  readonly rejected: (rejected: Rejected) => void;
  readonly status: (status: ConnectionStatus) => void;
}

export interface ConnectionOptions extends Chance {
  readonly open: OpenLink;
  readonly token: TokenSource;
  /** As in `my-app/2.1`. */
  readonly client?: string | undefined;
}

/** From the call for a token to `ready`. */
const connectMs = 20_000;
/** A session that was shorter does not count as a success, so that a server that drops everyone is not hammered. */
const lastingMs = 5_000;

const sentences = {
  lost: "The connection was lost.",
  unreachable: "The server cannot be reached.",
  no_answer: "The server did not begin the session in time.",
  no_token: "The token provider failed.",
} as const;

const inWords = (reason: DownReason): { code: string; message: string } =>
  reason.kind === "bye"
    ? { code: reason.bye.code, message: reason.bye.message }
    : { code: reason.kind, message: sentences[reason.kind] };

/** Keeps one link up, as the reconnect policy says. */
export class Connection {
  readonly #options: ConnectionOptions;
  readonly #listener: ConnectionListener;
  readonly #unanswered: Unanswered;
  #status: ConnectionStatus = { state: "closed" };
  #link: Link | undefined;
  /** Counts links: what an earlier one still says is not heard. */
  #round = 0;
  #attempt = 0;
  #onlineSince = 0;
  #timer: unknown;
  /** When a live link was told to move: the scheduler's time of the next attempt. */
  #moving: { readonly reason: DownReason; readonly at: number } | undefined;

  constructor(options: ConnectionOptions, listener: ConnectionListener) {
    this.#options = options;
    this.#listener = listener;
    this.#unanswered = new Unanswered(options.scheduler);
  }

  get status(): ConnectionStatus {
    return this.#status;
  }

  get online(): boolean {
    return this.#status.state === "online";
  }

  /** Begins the first attempt. */
  start(): void {
    this.#connect();
  }

  /** For good. Requests without an answer are rejected with `closed`. */
  close(): void {
    this.#dropLink(new ChatClientError("closed"));
    this.#setTimer();
    this.#tell({ state: "closed" });
  }

  /** @throws ChatApiError when refused. @throws ChatClientError `timeout` (5 s), `connection_lost`, `closed`. */
  async send(request: SendRequest): Promise<Accepted> {
    const link = this.#linkInUse();
    return this.#unanswered.ask<Accepted>((ack) => link.send(request, ack));
  }

  /** @throws as `send` does. */
  async delete(request: DeleteRequest): Promise<Accepted> {
    const link = this.#linkInUse();
    return this.#unanswered.ask<Accepted>((ack) => link.delete(request, ack));
  }

  /** @throws as `send` does. */
  async sync(request: SyncRequest): Promise<SyncAnswer> {
    const link = this.#linkInUse();
    return this.#unanswered.ask<SyncAnswer>((ack) => link.sync(request, ack));
  }

  #connect(): void {
    this.#dropLink(new ChatClientError("connection_lost"));
    const round = this.#round;
    this.#setTimer(connectMs, () => {
      this.#down({ kind: "no_answer" });
    });
    this.#tell({ state: "connecting" });
    this.#options.token.fresh().then(
      (token) => {
        if (round === this.#round) this.#open(token);
      },
      () => {
        if (round === this.#round) this.#down({ kind: "no_token" });
      },
    );
  }

  #open(token: string): void {
    const { client, open } = this.#options;
    const auth = { token, protocol: PROTOCOL, ...(client === undefined ? {} : { client }) };
    this.#link = open(auth, this.#listenerOf(this.#round));
  }

  #listenerOf(round: number): LinkListener {
    const whenCurrent =
      <T>(hear: (value: T) => void) =>
      (value: T): void => {
        if (round === this.#round) hear(value);
      };
    return {
      ready: whenCurrent((ready) => this.#begin(ready)),
      events: whenCurrent(this.#listener.events),
      me: whenCurrent(this.#listener.me),
      rejected: whenCurrent(this.#listener.rejected),
      bye: whenCurrent((bye) => this.#dismissed(bye)),
      down: whenCurrent((bye) => {
        if (bye) this.#down({ kind: "bye", bye });
        else this.#down({ kind: this.online ? "lost" : "unreachable" });
      }),
    };
  }

  #begin(ready: Ready): void {
    this.#setTimer();
    this.#onlineSince = this.#options.scheduler.now();
    this.#tell({ state: "online" });
    if (this.online) this.#listener.ready(ready);
  }

  /** A server that drains says when to move: until then the old link still serves. */
  #dismissed(bye: Bye): void {
    const reason: DownReason = { kind: "bye", bye };
    if (bye.retry !== "now" || !this.online) {
      this.#down(reason);
      return;
    }
    const decision = this.#decide(reason);
    if (decision.stop) return;
    this.#moving = { reason, at: this.#options.scheduler.now() + decision.retryInMs };
    this.#setTimer(decision.retryInMs, () => this.#connect());
  }

  #down(reason: DownReason): void {
    const moving = this.#moving;
    if (moving) {
      this.#wait(moving.reason, Math.max(0, Math.round(moving.at - this.#options.scheduler.now())));
      return;
    }
    const decision = this.#decide(reason);
    if (!decision.stop) {
      if (decision.refreshToken) this.#options.token.forget();
      this.#wait(reason, decision.retryInMs);
      return;
    }
    this.#dropLink(new ChatClientError("connection_lost"));
    this.#setTimer();
    this.#tell({ state: "stopped", ...inWords(reason) });
  }

  #wait(reason: DownReason, retryInMs: number): void {
    this.#dropLink(new ChatClientError("connection_lost"));
    this.#setTimer(retryInMs, () => this.#connect());
    this.#tell({ state: "waiting", retryInMs, ...inWords(reason) });
  }

  #decide(reason: DownReason): Decision {
    const { scheduler, random } = this.#options;
    if (this.online && scheduler.now() - this.#onlineSince >= lastingMs) this.#attempt = 0;
    const decision = decide(reason, this.#attempt, random);
    this.#attempt += 1;
    return decision;
  }

  #linkInUse(): Link {
    if (this.#link && this.online) return this.#link;
    throw new ChatClientError(this.#status.state === "closed" ? "closed" : "connection_lost");
  }

  #dropLink(why: ChatClientError): void {
    this.#round += 1;
    this.#moving = undefined;
    this.#link?.close();
    this.#link = undefined;
    this.#unanswered.fail(why);
  }

  /** There is one timer: whatever is to happen next, if nothing else does. */
  #setTimer(ms?: number, run?: () => void): void {
    const { scheduler } = this.#options;
    scheduler.clearTimeout(this.#timer);
    this.#timer = run && ms !== undefined ? scheduler.setTimeout(run, ms) : undefined;
  }

  #tell(status: ConnectionStatus): void {
    this.#status = status;
    this.#listener.status(status);
  }
}

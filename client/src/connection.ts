import type {
  Accepted,
  Bye,
  DeleteRequest,
  PresenceAnswer,
  PresenceRequest,
  Ready,
  ReceiptRequest,
  SendRequest,
  SyncAnswer,
  SyncRequest,
  TypingRequest,
} from "./contract.ts";
import { inWords } from "./connection-status.ts";
import type { ConnectionStatus } from "./connection-status.ts";
import { PROTOCOL } from "./contract.ts";
import { ChatClientError } from "./errors.ts";
import type { Link, LinkListener, OpenLink } from "./link.ts";
import { decide } from "./reconnect-policy.ts";
import type { Decision, DownReason } from "./reconnect-policy.ts";
import type { Chance } from "./scheduler.ts";
import type { TokenSource } from "./token-source.ts";
import { Unanswered } from "./unanswered.ts";

/** What the current link tells, and how the connection stands. */
export interface ConnectionListener extends Omit<LinkListener, "bye" | "down"> {
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

  /** @throws as `send` does. */
  async presence(request: PresenceRequest): Promise<PresenceAnswer> {
    const link = this.#linkInUse();
    return this.#unanswered.ask<PresenceAnswer>((ack) => link.presence(request, ack));
  }

  /** None is taken where one is refused. @throws as `send` does. */
  async receipts(request: readonly ReceiptRequest[]): Promise<void> {
    const link = this.#linkInUse();
    await this.#unanswered.ask<object>((ack) => link.receipts(request, ack));
  }

  /** Without a connection, or when it is refused, nobody is told. */
  typing(request: TypingRequest): void {
    if (this.online) this.#link?.typing(request);
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
      receipts: whenCurrent(this.#listener.receipts),
      typing: whenCurrent(this.#listener.typing),
      presence: whenCurrent(this.#listener.presence),
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

import type { Redis } from "ioredis";
import type { Clock } from "../../core/ports/clock.ts";
import { within } from "../../core/ports/clock.ts";
import type { Telemetry } from "../../core/ports/telemetry.ts";
import { quiet } from "./quiet.ts";

/** Why a Redis channel is subscribed; one may be wanted for several reasons. */
export const reasons = { own: 1, watched: 2, joined: 4 } as const;
export type Reason = (typeof reasons)[keyof typeof reasons];

export type Hear = (channel: string, payload: Buffer) => void;

export interface SubscriptionsParts {
  /** Subscribes nothing by itself, and fails at once what it cannot send at once. */
  readonly redis: Redis;
  readonly clock: Clock;
  readonly telemetry: Pick<Telemetry, "setback">;
}

/** For a SUBSCRIBE to be answered, in milliseconds; then whoever waits goes on, and the head check heals. */
const patienceMs = 1_000;
/** Channels in one SUBSCRIBE. */
const perCommand = 1_000;

/**
 * The Redis channels that this process wants to hear, kept over every loss of the connection. What is asked for in one
 * turn travels in one command, and only what differs from what was asked before.
 */
export class Subscriptions {
  readonly #redis: Redis;
  readonly #clock: Clock;
  readonly #telemetry: SubscriptionsParts["telemetry"];
  readonly #wanted = new Map<string, number>();
  /** Whose last command on this connection was a SUBSCRIBE. */
  readonly #asked = new Set<string>();
  /** SUBSCRIBEs on their way, by channel. */
  readonly #unanswered = new Map<string, Promise<boolean>>();
  /** What may differ between wanted and asked. */
  readonly #changed = new Set<string>();
  readonly #listeners = new Set<Hear>();
  readonly #resumed: (() => void)[] = [];
  #flush: Promise<unknown> | undefined;
  /** Counts connections: what an earlier one answers is nobody's. */
  #connection = 0;
  #isLive: boolean;
  #isWhole: boolean;

  constructor({ redis, clock, telemetry }: SubscriptionsParts) {
    this.#redis = redis;
    this.#clock = clock;
    this.#telemetry = telemetry;
    this.#isLive = this.#isWhole = redis.status === "ready";
    redis.on("messageBuffer", this.#hear).on("close", this.#lose).on("ready", this.#resume);
  }

  /** Everything that was wanted when this connection was made has been subscribed on it, and nothing refused since. */
  get isWhole(): boolean {
    return this.#isWhole;
  }

  /** Everything that comes, whoever wanted it. @returns stops it */
  listen(hear: Hear): () => void {
    this.#listeners.add(hear);
    return () => this.#listeners.delete(hear);
  }

  /** Called whenever everything wanted has been subscribed anew; what was published meanwhile was missed. */
  onResumed(run: () => void): void {
    this.#resumed.push(run);
  }

  /**
   * Resolves when these are heard, after 1 s, or at once while there is no connection; never rejects.
   * @returns nothing when they are heard already.
   */
  want(channels: readonly string[], reason: Reason): Promise<void> | undefined {
    const waits = new Set<Promise<unknown>>();
    for (const channel of channels) {
      this.#wanted.set(channel, (this.#wanted.get(channel) ?? 0) | reason);
      if (!this.#isLive) continue;
      const wait = this.#asked.has(channel) ? this.#unanswered.get(channel) : this.#flushSoon(channel);
      if (wait) waits.add(wait);
    }
    return waits.size === 0 ? undefined : within(this.#clock, patienceMs, Promise.all(waits)).then(() => undefined);
  }

  /** What no reason is left for is not heard any more. */
  drop(channels: readonly string[], reason: Reason): void {
    for (const channel of channels) {
      const left = (this.#wanted.get(channel) ?? 0) & ~reason;
      if (left !== 0) this.#wanted.set(channel, left);
      else if (this.#wanted.delete(channel) && this.#asked.has(channel)) void this.#flushSoon(channel);
    }
  }

  /** Lets go of the connection, which is its owner's to end. */
  close(): void {
    this.#isLive = this.#isWhole = false;
    this.#redis.off("messageBuffer", this.#hear).off("close", this.#lose).off("ready", this.#resume);
  }

  #flushSoon(channel: string): Promise<unknown> {
    this.#changed.add(channel);
    this.#flush ??= Promise.resolve().then(() => this.#flushNow());
    return this.#flush;
  }

  /** Redis takes a connection's commands in their order, so what was asked last holds. */
  #flushNow(): Promise<unknown> {
    const changed = [...this.#changed];
    this.#changed.clear();
    this.#flush = undefined;
    if (!this.#isLive) return Promise.resolve();
    const gone = changed.filter((channel) => !this.#wanted.has(channel) && this.#asked.delete(channel));
    for (const some of inChunks(gone)) void this.#redis.unsubscribe(...some).catch(() => undefined);
    return Promise.all(inChunks(this.#missingOf(changed)).map((some) => this.#ask(some)));
  }

  #missingOf(channels: readonly string[]): string[] {
    return channels.filter((channel) => this.#wanted.has(channel) && !this.#asked.has(channel));
  }

  /** @returns whether Redis took it. */
  async #ask(channels: readonly string[]): Promise<boolean> {
    if (channels.length === 0) return true;
    const connection = this.#connection;
    const answered = this.#redis.subscribe(...channels).then(
      () => true,
      (error: unknown) => {
        if (connection === this.#connection) this.#refused(channels, error);
        return false;
      },
    );
    for (const channel of channels) {
      this.#asked.add(channel);
      this.#unanswered.set(channel, answered);
    }
    const wasTaken = await answered;
    for (const channel of channels) {
      if (this.#unanswered.get(channel) === answered) this.#unanswered.delete(channel);
    }
    return wasTaken;
  }

  /** Whoever asks next, or the next connection, tries again. */
  #refused(channels: readonly string[], error: unknown): void {
    for (const channel of channels) this.#asked.delete(channel);
    this.#isWhole = false;
    if (this.#redis.status === "ready") this.#telemetry.setback("subscribing", quiet(error));
  }

  readonly #hear = (channel: Buffer, payload: Buffer): void => {
    const name = channel.toString();
    for (const hear of this.#listeners) this.#guard("reading what came through Redis", () => hear(name, payload));
  };

  readonly #lose = (): void => {
    this.#isLive = this.#isWhole = false;
    this.#connection += 1;
    this.#asked.clear();
    this.#unanswered.clear();
  };

  readonly #resume = (): void => {
    this.#isLive = true;
    void this.#subscribeAll(this.#connection);
  };

  /** Chunk after chunk, so that what is wanted meanwhile does not wait for all the others. */
  async #subscribeAll(connection: number): Promise<void> {
    let isWhole = true;
    for (const some of inChunks([...this.#wanted.keys()])) {
      isWhole = (await this.#ask(this.#missingOf(some))) && isWhole;
      if (connection !== this.#connection) return;
    }
    this.#isWhole = isWhole;
    for (const run of this.#resumed) this.#guard("resuming", run);
  }

  /** What Redis brings must not end the process. */
  #guard(what: string, run: () => void): void {
    try {
      run();
    } catch (error) {
      this.#telemetry.setback(what, error);
    }
  }
}

const inChunks = (all: readonly string[]): string[][] =>
  Array.from({ length: Math.ceil(all.length / perCommand) }, (_, index) =>
    all.slice(index * perCommand, (index + 1) * perCommand),
  );

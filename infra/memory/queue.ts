import { setImmediate } from "node:timers/promises";
import type { Outcome } from "../../core/entities/command.ts";
import type { ChatError } from "../../core/errors.ts";
import { unavailable } from "../../core/errors.ts";
import type { Cancel, Clock } from "../../core/ports/clock.ts";
import { sleep } from "../../core/ports/clock.ts";
import type { Consumption } from "../../core/ports/command-bus.ts";

export interface Waiting<Item> {
  readonly item: Item;
  /** It was handed out before. */
  readonly redelivered: boolean;
}

interface Kept<Item> extends Waiting<Item> {
  redelivered: boolean;
  readonly settle: (error?: ChatError) => void;
}

/** One outcome for each, in their order. What it throws makes all of them wait. */
type Work<Item> = (batch: readonly Waiting<Item>[]) => Promise<readonly Outcome[]>;

const deadlineMs = 4_000;
const batchSize = 500;
const pauses = [10, 50, 250, 1_000];
/** Past this many waiting the database does not keep up, and a clear refusal is better than a late one. */
const capacity = 20_000;

/**
 * A queue of the embedded mode. It keeps nothing of its own, so it answers whoever publishes only when the consumer has
 * stored what was published: what dies with the process was never accepted.
 */
export class MemoryQueue<Item> {
  readonly #what: string;
  readonly #clock: Clock;
  readonly #restAfter: (ms: number) => number;
  #queue: Kept<Item>[] = [];
  #work: Work<Item> | undefined;
  #draining: Promise<void> | undefined;
  #failures = 0;
  #wake: Cancel | undefined;

  /** @param what a noun for an item, as a refusal calls it */
  /** @param restAfter how long to wait after a batch that took so long, in milliseconds */
  constructor(what: string, clock: Clock, restAfter: (ms: number) => number = () => 0) {
    this.#what = what;
    this.#clock = clock;
    this.#restAfter = restAfter;
  }

  /** @throws ChatError `unavailable` when it is not stored within 4 s; it may be yet */
  put(item: Item): Promise<void> {
    if (this.#queue.length >= capacity) return Promise.reject(unavailable(`Too many ${this.#what}s are waiting.`));
    return new Promise((resolve, reject) => {
      const settle = (error?: ChatError): void => {
        cancel();
        if (error) reject(error);
        else resolve();
      };
      const cancel = this.#clock.after(deadlineMs, () => {
        reject(unavailable(`The ${this.#what} was not stored in time; it may be yet.`));
      });
      this.#queue.push({ item, redelivered: false, settle });
      this.#start();
    });
  }

  /** Hands over what has arrived, up to 500 at once, in order, and the next when these are answered. */
  consume(work: Work<Item>): Promise<Consumption> {
    this.#work = work;
    this.#start();
    const close = async (): Promise<void> => {
      this.#work = undefined;
      this.#wake?.();
      this.#wake = undefined;
      await this.#draining;
    };
    return Promise.resolve({ close });
  }

  #start(): void {
    if (this.#draining ?? this.#wake) return;
    this.#draining = this.#drain().finally(() => {
      this.#draining = undefined;
      if (!this.#work || this.#queue.length === 0) return;
      if (this.#failures > 0) this.#pause();
      else this.#start(); // published since the last look
    });
  }

  /** Takes whatever has arrived, works, and takes what arrived meanwhile; stops where something has to wait. */
  async #drain(): Promise<void> {
    for (;;) {
      await whatArrives();
      if (!this.#work || this.#queue.length === 0) return;
      const batch = this.#queue.splice(0, batchSize);
      const startedAt = this.#clock.now();
      const outcomes = await ask(this.#work, batch);
      const kept = this.#settle(batch, outcomes);
      this.#queue = [...kept, ...this.#queue];
      this.#failures = kept.length > 0 ? this.#failures + 1 : 0;
      if (kept.length > 0) return;
      const restMs = this.#restAfter(this.#clock.now() - startedAt);
      if (restMs > 0) await sleep(this.#clock, restMs);
    }
  }

  /** @returns what has to be handed out again, in order */
  #settle(batch: readonly Kept<Item>[], outcomes: readonly Outcome[]): Kept<Item>[] {
    const kept: Kept<Item>[] = [];
    for (const [index, waiting] of batch.entries()) {
      const outcome = outcomes[index] ?? { kind: "later" };
      if (outcome.kind === "later") kept.push(waiting);
      else waiting.settle(outcome.kind === "dead" ? unavailable(`The ${this.#what} could not be applied.`) : undefined);
      waiting.redelivered = true;
    }
    return kept;
  }

  #pause(): void {
    this.#wake = this.#clock.after(pauses[Math.min(this.#failures, pauses.length) - 1] ?? 0, () => {
      this.#wake = undefined;
      this.#start();
    });
  }
}

/**
 * PGlite works inside this very thread and leaves no room for anything else while a batch is applied; without a turn
 * of the event loop in between, no request could arrive and every batch would be of one.
 */
const whatArrives = (): Promise<void> => setImmediate();

const ask = async <Item>(work: Work<Item>, batch: readonly Waiting<Item>[]): Promise<readonly Outcome[]> => {
  try {
    return await work(batch);
  } catch {
    return batch.map(() => ({ kind: "later" }));
  }
};

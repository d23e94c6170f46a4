import { setImmediate } from "node:timers/promises";
import type { Command, Delivery, Outcome } from "../../core/entities/command.ts";
import { ChatError } from "../../core/errors.ts";
import type { Cancel, Clock } from "../../core/ports/clock.ts";
import type { CommandBus, CommandSource, Consumption } from "../../core/ports/command-bus.ts";

type Handler = (batch: readonly Delivery[]) => Promise<readonly Outcome[]>;

interface Waiting {
  readonly command: Command;
  redelivered: boolean;
  readonly settle: (error?: ChatError) => void;
}

const deadlineMs = 4_000;
const batchSize = 500;
const pauses = [10, 50, 250, 1_000];
/** Past this many waiting commands the database does not keep up, and a clear refusal is better than a late one. */
const capacity = 20_000;

/**
 * The queue of the embedded mode. It keeps nothing of its own, so it answers a publish only when the consumer has
 * stored the command: what dies with the process was never accepted.
 */
export class MemoryCommandBus implements CommandBus, CommandSource {
  readonly #clock: Clock;
  #queue: Waiting[] = [];
  #handler: Handler | undefined;
  #work: Promise<void> | undefined;
  #failures = 0;
  #wake: Cancel | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  publish(command: Command): Promise<void> {
    if (this.#queue.length >= capacity) return Promise.reject(unavailable("Too many commands are waiting."));
    return new Promise((resolve, reject) => {
      const settle = (error?: ChatError): void => {
        cancel();
        if (error) reject(error);
        else resolve();
      };
      const cancel = this.#clock.after(deadlineMs, () => {
        reject(unavailable("The command was not stored in time; it may be yet."));
      });
      this.#queue.push({ command, redelivered: false, settle });
      this.#start();
    });
  }

  consume(handler: Handler): Promise<Consumption> {
    this.#handler = handler;
    this.#start();
    const close = async (): Promise<void> => {
      this.#handler = undefined;
      this.#wake?.();
      this.#wake = undefined;
      await this.#work;
    };
    return Promise.resolve({ close });
  }

  #start(): void {
    if (this.#work ?? this.#wake) return;
    this.#work = this.#drain().finally(() => {
      this.#work = undefined;
      if (!this.#handler || this.#queue.length === 0) return;
      if (this.#failures > 0) this.#pause();
      else this.#start(); // published since the last look
    });
  }

  /** Takes whatever has arrived, works, and takes what arrived meanwhile; stops where something has to wait. */
  async #drain(): Promise<void> {
    for (;;) {
      await whatArrives();
      if (!this.#handler || this.#queue.length === 0) return;
      const batch = this.#queue.splice(0, batchSize);
      const outcomes = await ask(this.#handler, batch);
      const kept = settle(batch, outcomes);
      this.#queue = [...kept, ...this.#queue];
      this.#failures = kept.length > 0 ? this.#failures + 1 : 0;
      if (kept.length > 0) return;
    }
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

const unavailable = (detail: string): ChatError => new ChatError("unavailable", detail, { retryAfterMs: 1_000 });

const ask = async (handler: Handler, batch: readonly Waiting[]): Promise<readonly Outcome[]> => {
  try {
    return await handler(batch.map(({ command, redelivered }) => ({ command, redelivered })));
  } catch {
    return batch.map(() => ({ kind: "later" }));
  }
};

/** @returns what has to be handed out again, in order; nothing of a room goes ahead of what is kept of it. */
const settle = (batch: readonly Waiting[], outcomes: readonly Outcome[]): Waiting[] => {
  const kept: Waiting[] = [];
  for (const [index, waiting] of batch.entries()) {
    const outcome = outcomes[index] ?? { kind: "later" };
    if (outcome.kind === "later") kept.push(waiting);
    else waiting.settle(outcome.kind === "dead" ? unavailable("The command could not be applied.") : undefined);
    waiting.redelivered = true;
  }
  return kept;
};

import { setImmediate } from "node:timers/promises";
import type { ConsumeMessage } from "amqplib";
import type { Cancel } from "../../core/ports/clock.ts";
import { sleep } from "../../core/ports/clock.ts";
import { Arrival } from "./arrival.ts";
import { Backlog } from "./backlog.ts";
import type { Fate, WorkTools } from "./fates.ts";
import { fatesOf, isNewer, newerIn, outcomesOrUnfit } from "./fates.ts";
import type { Subscription } from "./subscription.ts";

/** In milliseconds; no statement and no announcement takes anything like it. */
const overdueMs = 60_000;

/**
 * Works on what one subscription delivers, one batch after the other: takes whatever has arrived, and then what
 * arrived meanwhile. It publishes nothing: under a memory alarm publishing blocks, and the alarm would wait for the
 * drain while the drain waits for the alarm.
 */
export class QueueWorker {
  readonly #queue: string;
  readonly #tools: WorkTools;
  readonly #onUnfit: (reason: string) => void;
  readonly #backlog = new Backlog<Arrival>();
  #subscription: Subscription | undefined;
  #work: Promise<void> | undefined;
  #before: Promise<void>;
  #wake: Cancel | undefined;
  #isStopped = false;
  #isOverdue = false;

  /**
   * @param before the end of earlier work on this queue: until then no batch begins
   * @param onUnfit called when this process cannot work on what is first in line; nothing from it on is worked on
   */
  constructor(queue: string, tools: WorkTools, before: Promise<void>, onUnfit: (reason: string) => void) {
    this.#queue = queue;
    this.#tools = tools;
    this.#before = before;
    this.#onUnfit = onUnfit;
  }

  /** Resolves when the batch in work, or an earlier one, has ended. */
  get idle(): Promise<void> {
    return this.#work ?? this.#before;
  }

  /** Whether its batch has been in work for so long that it will hardly ever end. */
  get isOverdue(): boolean {
    return this.#isOverdue;
  }

  get isStopped(): boolean {
    return this.#isStopped;
  }

  /** What was received before this begins now. */
  begin(subscription: Subscription): void {
    this.#subscription = subscription;
    this.#start();
  }

  receive(message: ConsumeMessage): void {
    this.#backlog.add(new Arrival(message, this.#tools.kind.decode));
    this.#start();
  }

  /** No further batch begins. */
  stop(): void {
    this.#isStopped = true;
    this.#wake?.();
  }

  #start(): void {
    if (this.#isStopped || this.#work || !this.#subscription) return;
    this.#wake?.();
    this.#wake = undefined;
    this.#work = this.#drain(this.#subscription).finally(() => {
      this.#work = undefined;
      this.#startLater();
    });
  }

  #startLater(): void {
    const { dueAt } = this.#backlog;
    if (this.#isStopped || dueAt === undefined) return;
    const { clock } = this.#tools;
    this.#wake = clock.after(Math.max(0, dueAt - clock.now()), () => this.#start());
  }

  async #drain(subscription: Subscription): Promise<void> {
    await this.#before;
    this.#before = Promise.resolve();
    for (;;) {
      // All of one read of the socket is delivered in one turn of the event loop, and belongs into one batch.
      await setImmediate();
      // What came with a closed channel is handed out again from the first unsettled on; going on would overtake it.
      if (this.#isStopped || !subscription.isOpen) return;
      const batch = this.#backlog.take(this.#tools.clock.now(), isNewer);
      if (batch.length === 0) break;
      const startedAt = this.#tools.clock.now();
      await this.#workOn(batch, subscription);
      await this.#rest(this.#tools.clock.now() - startedAt);
    }
    this.#lookForNewer();
  }

  async #rest(tookMs: number): Promise<void> {
    const { clock, kind } = this.#tools;
    const ms = kind.restAfter?.(tookMs) ?? 0;
    if (ms > 0 && !this.#isStopped) await sleep(clock, ms);
  }

  #lookForNewer(): void {
    const first = this.#backlog.first?.decoded;
    if (!first || !("newer" in first)) return;
    this.#leave(newerIn(this.#queue, first.newer));
  }

  #leave(reason: string): void {
    this.stop();
    this.#onUnfit(reason);
  }

  async #workOn(batch: readonly Arrival[], subscription: Subscription): Promise<void> {
    const outcomes = await this.#inTime(outcomesOrUnfit(batch, this.#queue, this.#tools));
    if ("reason" in outcomes) {
      this.#leave(outcomes.reason);
      return;
    }
    if (!subscription.isOpen) return;
    const fates = await fatesOf(batch, outcomes, this.#queue, this.#tools);
    this.#settle(batch, fates, subscription);
  }

  /** A batch that never ends would keep its queue for ever, since the lease is renewed beside it. */
  async #inTime<T>(work: Promise<T>): Promise<T> {
    const cancel = this.#tools.clock.after(overdueMs, () => {
      this.#isOverdue = true;
      this.#leave(`A batch of ${this.#queue} has been in work for a minute and does not end. Restart this process.`);
    });
    try {
      return await work;
    } finally {
      cancel();
      this.#isOverdue = false;
    }
  }

  #settle(batch: readonly Arrival[], fates: readonly Fate[], subscription: Subscription): void {
    const of = (fate: Fate): Arrival[] => batch.filter((_, index) => fates[index] === fate);
    this.#backlog.keep(batch, of("kept"), this.#tools.clock.now());
    for (const { message } of of("dead")) subscription.reject(message);
    const firstWaiting = this.#backlog.first?.tag ?? Infinity;
    const finished = of("done");
    const prefix = finished.filter(({ tag }) => tag < firstWaiting);
    const last = prefix.at(-1);
    if (last) subscription.acknowledge(last.message, true);
    for (const { message } of finished.slice(prefix.length)) subscription.acknowledge(message, false);
  }
}

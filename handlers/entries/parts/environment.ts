import type { Clock } from "../../../core/ports/clock.ts";

/** What a function keeps from one invocation to the next. */
export interface Kept {
  /** Called before work begins, with how long nothing was worked on, in milliseconds. Never rejects. */
  resume(pauseMs: number): Promise<void>;
}

/** As long as a timer can wait. */
const forEverMs = 2 ** 31 - 1;

/**
 * One execution environment of a function. What it needs is opened by its first invocation, and again by the next one if
 * that failed. Between two invocations it is frozen, for seconds or for hours, and nobody tells it.
 */
export class Environment<T extends Kept> {
  readonly #open: () => Promise<T>;
  readonly #clock: Clock;
  #opened: Promise<T> | undefined;
  #restingSince: number | undefined;
  #running = 0;

  constructor(open: () => Promise<T>, clock: Clock) {
    this.#open = open;
    this.#clock = clock;
  }

  /**
   * @param work is given what was opened
   * @param instead answers when that fails; without it the invocation fails
   */
  async invoke<R>(work: (kept: T) => Promise<R>, instead?: (error: unknown) => Promise<R>): Promise<R> {
    // The product's timers keep no process alive, and Lambda's runtime ends when nothing does.
    const alive = setInterval(() => {}, forEverMs);
    const pauseMs = this.#pause();
    this.#running += 1;
    try {
      const kept = await this.#parts();
      if (this.#running === 1) await kept.resume(pauseMs);
      return await work(kept);
    } catch (error) {
      if (this.#opened || !instead) throw error;
      return await instead(error);
    } finally {
      this.#running -= 1;
      this.#restingSince = this.#clock.now();
      clearInterval(alive);
    }
  }

  #pause(): number {
    if (!this.#opened || this.#restingSince === undefined) return 0;
    return this.#clock.now() - this.#restingSince;
  }

  #parts(): Promise<T> {
    this.#opened ??= this.#open().catch((error: unknown) => {
      this.#opened = undefined;
      throw error;
    });
    return this.#opened;
  }
}

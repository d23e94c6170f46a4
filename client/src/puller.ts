import type { Chance } from "./scheduler.ts";

const holdMs = 250;
const capMs = 10_000;

/**
 * Runs one job, never twice at once: soon after something was missed, or now. A run that fails, or that leaves work
 * undone, is repeated after growing pauses.
 */
export class Puller {
  readonly #job: () => Promise<boolean>;
  readonly #chance: Chance;
  #timer: unknown;
  #running = false;
  #wanted: "no" | "soon" | "now" = "no";
  #failures = 0;
  #stopped = false;

  /** @param job answers whether everything was done. */
  constructor(job: () => Promise<boolean>, chance: Chance) {
    this.#job = job;
    this.#chance = chance;
  }

  /** In 250–500 ms: what is missing may still come by itself. */
  soon(): void {
    if (this.#stopped || this.#timer !== undefined) return;
    if (this.#running) {
      if (this.#wanted === "no") this.#wanted = "soon";
      return;
    }
    const { scheduler, random } = this.#chance;
    const pause = Math.min(capMs, holdMs * 2 ** this.#failures);
    this.#timer = scheduler.setTimeout(() => void this.#run(), pause + random() * pause);
  }

  now(): void {
    if (this.#stopped) return;
    this.#failures = 0;
    if (this.#running) this.#wanted = "now";
    else void this.#run();
  }

  stop(): void {
    this.#stopped = true;
    this.#chance.scheduler.clearTimeout(this.#timer);
  }

  async #run(): Promise<void> {
    this.#chance.scheduler.clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#running = true;
    this.#wanted = "no";
    const done = await this.#job().catch(() => false);
    this.#running = false;
    this.#failures = done ? 0 : this.#failures + 1;
    this.#goOn(done);
  }

  #goOn(done: boolean): void {
    // What was asked for during the run may have come too late for it.
    if (this.#wanted === "now") this.now();
    else if (this.#wanted === "soon" || !done) this.soon();
  }
}

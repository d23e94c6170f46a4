import type { Chance } from "./scheduler.ts";

const holdMs = 250;
const capMs = 10_000;

/** @param progressed to be called whenever something was achieved. @returns whether everything was done. */
export type Job = (progressed: () => void) => Promise<boolean>;

/**
 * Runs one job, never twice at once: soon after something was missed, or now. A run that leaves work undone is repeated
 * after a pause, which grows as long as nothing progresses.
 */
export class Puller {
  readonly #job: Job;
  readonly #chance: Chance;
  #timer: unknown;
  #running = false;
  #wanted: "no" | "soon" | "now" = "no";
  #failures = 0;
  #stopped = false;

  constructor(job: Job, chance: Chance) {
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
    // A failure until proven otherwise.
    this.#failures += 1;
    const done = await this.#job(() => (this.#failures = 0)).catch(() => false);
    this.#running = false;
    if (done) this.#failures = 0;
    this.#goOn(done);
  }

  #goOn(done: boolean): void {
    // What was asked for during the run may have come too late for it.
    if (this.#wanted === "now") this.now();
    else if (this.#wanted === "soon" || !done) this.soon();
  }
}

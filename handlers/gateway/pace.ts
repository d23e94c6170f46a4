import type { Rate } from "../../core/entities/limits.ts";
import { RateLimited } from "../../core/entities/limits.ts";

/** How fast one connection asks. Counted in its own process: no other one has it. */
export class Pace {
  readonly #rate: Rate | undefined;
  readonly #now: () => number;
  #since = -Infinity;
  #asked = 0;

  constructor(rate: Rate | undefined, now: () => number) {
    this.#rate = rate;
    this.#now = now;
  }

  /** One event more. @throws RateLimited */
  step(): void {
    if (!this.#rate) return;
    const { points, seconds } = this.#rate;
    const resetMs = this.#since + seconds * 1_000 - this.#now();
    if (resetMs <= 0) [this.#since, this.#asked] = [this.#now(), 0];
    this.#asked += 1;
    if (this.#asked <= points) return;
    throw new RateLimited([{ name: "events-per-socket", rate: this.#rate, isGranted: false, remaining: 0, resetMs }]);
  }

  /** Whether it goes on although it has been refused as often as it was answered. */
  get isFlood(): boolean {
    return this.#rate !== undefined && this.#asked > 2 * this.#rate.points;
  }
}

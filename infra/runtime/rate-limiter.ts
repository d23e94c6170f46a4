import { RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible";
import type { Standing } from "../../core/entities/limits.ts";
import type { Draw, RateLimiter } from "../../core/ports/rate-limiter.ts";
import { standingOf } from "../../core/ports/rate-limiter.ts";

/** Counts in this process: for one that is alone, and for one that cannot reach what the others share. */
export class MemoryRateLimiter implements RateLimiter {
  /** By name and rate: tenants may differ. */
  readonly #limiters = new Map<string, RateLimiterMemory>();

  async take(draws: readonly Draw[]): Promise<readonly Standing[]> {
    const before = await Promise.all(draws.map((draw) => this.#look(draw)));
    if (before.some(({ isGranted }) => !isGranted)) return before;
    return Promise.all(draws.map((draw) => this.#spend(draw)));
  }

  /** Where it stands, and whether the points could be spent. */
  async #look(draw: Draw): Promise<Standing> {
    const found = await this.#of(draw).get(draw.owner);
    const remaining = found?.remainingPoints ?? draw.rate.points;
    const resetMs = found?.msBeforeNext ?? draw.rate.seconds * 1_000;
    return standingOf(draw, { isGranted: remaining >= draw.points, remaining, resetMs });
  }

  async #spend(draw: Draw): Promise<Standing> {
    try {
      const { remainingPoints, msBeforeNext } = await this.#of(draw).consume(draw.owner, draw.points);
      return standingOf(draw, { isGranted: true, remaining: remainingPoints, resetMs: msBeforeNext });
    } catch (refusal) {
      if (!(refusal instanceof RateLimiterRes)) throw refusal;
      return standingOf(draw, { isGranted: false, remaining: 0, resetMs: refusal.msBeforeNext });
    }
  }

  #of({ name, rate: { points, seconds } }: Draw): RateLimiterMemory {
    const key = `${name}=${points}/${seconds}`;
    const known = this.#limiters.get(key);
    const limiter = known ?? new RateLimiterMemory({ points, duration: seconds });
    if (!known) this.#limiters.set(key, limiter);
    return limiter;
  }
}

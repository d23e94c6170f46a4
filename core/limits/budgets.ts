import type { LimitsOf, RateName, Standing } from "../entities/limits.ts";
import { RateLimited } from "../entities/limits.ts";
import type { Draw, RateLimiter } from "../ports/rate-limiter.ts";

/** What is to be spent of which budget. */
export interface Spending {
  readonly name: RateName;
  /** Unique in the tenant. */
  readonly owner: string;
  /** 1 when absent. */
  readonly points?: number;
}

/** What the users of each tenant may spend. */
export class Budgets {
  readonly #limiter: RateLimiter;
  readonly #limitsOf: LimitsOf;

  constructor(limiter: RateLimiter, limitsOf: LimitsOf) {
    this.#limiter = limiter;
    this.#limitsOf = limitsOf;
  }

  /** What is not limited costs no round trip. @throws RateLimited */
  async spend(tenantId: string, spendings: readonly Spending[]): Promise<readonly Standing[]> {
    const { rates } = this.#limitsOf(tenantId);
    const draws = spendings.flatMap(({ name, owner, points = 1 }): Draw[] => {
      const rate = rates[name];
      return rate ? [{ name, rate, owner: `${tenantId}/${owner}`, points }] : [];
    });
    if (draws.length === 0) return [];
    const standings = await this.#limiter.take(draws);
    if (standings.some(({ isGranted }) => !isGranted)) throw new RateLimited(standings);
    return standings;
  }
}

import type { Rate, RateName, Standing } from "../entities/limits.ts";

/** Points that somebody wants to spend. */
export interface Draw {
  readonly name: RateName;
  readonly rate: Rate;
  /** Whose budget it is: budgets of one name with different owners have nothing to do with each other. */
  readonly owner: string;
  readonly points: number;
}

/** Counts what is spent, in budgets that all processes of a deployment share. */
export interface RateLimiter {
  /**
   * Spends the points of all draws, in one round trip, and says where each budget stands. When one is known to be
   * exhausted nothing is spent of the others; where that turns out only now, they are spent.
   * Never rejects, and nobody waits for it longer than 100 ms: while what the processes share is away, each counts by itself.
   */
  take(draws: readonly Draw[]): Promise<readonly Standing[]>;
}

/** What a limiter says of a draw. */
export const standingOf = ({ name, rate }: Draw, found: Omit<Standing, "name" | "rate">): Standing => ({
  name,
  rate,
  ...found,
});

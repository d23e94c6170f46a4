import type { Actor } from "../../entities/actor.ts";
import type { RateName, Standing } from "../../entities/limits.ts";
import type { Budgets } from "../../limits/budgets.ts";

export interface SpendBudgetInput {
  readonly user: Actor;
  /** Of budgets that each user has. */
  readonly costs: readonly { readonly name: RateName; readonly points: number }[];
}

/** Comes before an act of a user, so that what is refused costs the database nothing. */
export class SpendBudget {
  readonly #budgets: Pick<Budgets, "spend">;

  constructor(budgets: Pick<Budgets, "spend">) {
    this.#budgets = budgets;
  }

  /**
   * A service acts for all the users of its tenant, so no budget of a single one is its own.
   * @returns where the budgets stand now that are limited. @throws RateLimited
   */
  async execute({ user, costs }: SpendBudgetInput): Promise<readonly Standing[]> {
    if (user.isService) return [];
    return this.#budgets.spend(
      user.tenantId,
      costs.map((cost) => ({ ...cost, owner: user.userId })),
    );
  }
}

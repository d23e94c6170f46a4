import { nobodysTenant } from "../../entities/limits.ts";
import { networkOf } from "../../entities/network.ts";
import type { Budgets } from "../../limits/budgets.ts";

/** Counts what came from an address and was refused as no request of a user, or as none at all. */
export class CountFailure {
  readonly #budgets: Pick<Budgets, "spend">;

  constructor(budgets: Pick<Budgets, "spend">) {
    this.#budgets = budgets;
  }

  /**
   * Only after a failure: who asks properly is never held up by a neighbour who does not.
   * @param address where it can be told
   * @throws RateLimited
   */
  async execute(address: string | undefined): Promise<void> {
    if (address === undefined) return;
    await this.#budgets.spend(nobodysTenant, [{ name: "failures-per-address", owner: networkOf(address) }]);
  }
}

import { ContainerModule } from "inversify";
import { Budgets } from "../../core/limits/budgets.ts";
import { CountFailure } from "../../core/usecases/limits/count-failure.ts";
import { SpendBudget } from "../../core/usecases/limits/spend-budget.ts";
import * as t from "./tokens.ts";

/** For whoever takes requests: what they cost. */
export const budgetsModule = (): ContainerModule =>
  new ContainerModule(({ bind }) => {
    bind(t.BUDGETS)
      .toResolvedValue((limiter, limitsOf) => new Budgets(limiter, limitsOf), [t.RATE_LIMITER, t.LIMITS_OF])
      .inSingletonScope();
    bind(t.COUNT_FAILURE)
      .toResolvedValue((budgets) => new CountFailure(budgets), [t.BUDGETS])
      .inSingletonScope();
    bind(t.SPEND_BUDGET)
      .toResolvedValue((budgets) => new SpendBudget(budgets), [t.BUDGETS])
      .inSingletonScope();
  });

import type { Scenario } from "../scenario.ts";

export const everyScenario: readonly Scenario[] = [];

import type { ServiceCpu } from "./cpu.ts";
import type { Measured } from "./driving/job.ts";
import type { Options } from "./options.ts";
import type { Scenario } from "./scenario.ts";
import type { Stack } from "./stack.ts";

/** What every round said, of one scenario. */
export interface Rounds {
  readonly scenario: Scenario;
  readonly product: readonly Measured[];
  readonly bare: readonly Measured[];
}

const warmUpShare = 0.25;
const quickShare = 0.05;

const say = (scenario: Scenario, round: number, stack: Stack, measured: Measured): void => {
  const figures = Object.entries(measured).map(([id, value]) => `${id} ${value.toFixed(2)}`);
  process.stderr.write(`${scenario.key} ${round} ${stack.name}: ${figures.join(", ")}\n`);
};

/**
 * Alternates the sides and who begins, so that a busy machine burdens both alike. A small round on each side comes
 * first and does not count: code and caches are warm.
 */
export const runRounds = async (
  scenario: Scenario,
  sides: readonly Stack[],
  services: ServiceCpu,
  { rounds, quick }: Options,
): Promise<Rounds> => {
  const taking = sides.filter(({ name }) => !scenario.productOnly || name === "product");
  const measured = { product: [] as Measured[], bare: [] as Measured[] };
  for (const stack of taking) await scenario.setUp(stack);
  for (let round = 0; round <= rounds; round += 1) {
    const share = quick ? quickShare : round === 0 ? warmUpShare : 1;
    const scaled = (count: number): number => Math.ceil(count * share);
    for (const stack of round % 2 ? taking : taking.toReversed()) {
      const figures = await scenario.round({ stack, services, scaled });
      say(scenario, round, stack, figures);
      if (round > 0) measured[stack.name].push(figures);
    }
  }
  return { scenario, ...measured };
};

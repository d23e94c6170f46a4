import { Servers } from "../test/faults/harness/servers.ts";
import type { Options } from "./recovery/options.ts";
import { readOptions } from "./recovery/options.ts";
import { writeReport } from "./recovery/report.ts";
import { keep, keptResults } from "./recovery/results.ts";
import type { Outcome, Scenario } from "./recovery/scenario.ts";
import { everyScenario } from "./recovery/scenarios/all.ts";

const say = (text: string): void => void process.stdout.write(`${text}\n`);

const sayOutcome = ({ name }: Scenario, { bars, details }: Outcome): void => {
  for (const { bar, seen, isMet } of bars) say(`${isMet ? "met    " : "NOT MET"} ${name}  ${bar}: ${seen}`);
  for (const line of details) say(`        ${line}`);
};

const runAll = async ({ scenarios, isQuick }: Options): Promise<void> => {
  const servers = await Servers.start();
  try {
    for (const scenario of scenarios) {
      const startedAt = performance.now();
      const outcome = await scenario.run({ servers, isQuick });
      if (!isQuick) keep(scenario.name, outcome, (performance.now() - startedAt) / 1_000);
      sayOutcome(scenario, outcome);
      if (outcome.bars.some(({ isMet }) => !isMet)) process.exitCode = 1;
      await servers.mend();
    }
  } finally {
    await servers.stop();
  }
};

const options = readOptions(process.argv.slice(2));
if (options) {
  if (!options.isReportOnly) await runAll(options);
  if (!options.isQuick) writeReport(everyScenario, keptResults());
}

import { parseArgs } from "node:util";
import type { Scenario } from "./scenario.ts";
import { everyScenario } from "./scenarios/all.ts";

export interface Options {
  readonly scenarios: readonly Scenario[];
  readonly isQuick: boolean;
  /** Only writes the report anew, of what is kept. */
  readonly isReportOnly: boolean;
}

const usage = (): string => `Usage: npm run bench:recovery -- [--only <name>]... [--quick] [--report]

Breaks one thing under load and measures how soon all is well again. What was seen last of each scenario is kept in
bench/recovery/results.json, and bench/REPORT-recovery.md is made of it. --quick is small, and keeps nothing; --report
only writes the report anew.

${everyScenario.map(({ name, what }) => `  ${name.padEnd(28)} ${what}`).join("\n")}
`;

const named = (name: string): Scenario => {
  const scenario = everyScenario.find((each) => each.name === name);
  if (!scenario) throw new Error(`There is no scenario "${name}". See --help.`);
  return scenario;
};

/** @returns nothing when the usage was asked for, and printed. @throws a sentence for whoever typed it */
export const readOptions = (args: readonly string[]): Options | undefined => {
  const { values } = parseArgs({
    args: [...args],
    options: {
      only: { type: "string", multiple: true, default: [] },
      quick: { type: "boolean", default: false },
      report: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) {
    process.stdout.write(usage());
    return undefined;
  }
  const scenarios = values.only.length > 0 ? values.only.map(named) : everyScenario;
  return { scenarios, isQuick: values.quick, isReportOnly: values.report };
};

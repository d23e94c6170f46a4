import { writeFileSync } from "node:fs";
import type { Result } from "./results.ts";
import type { Bar, Scenario } from "./scenario.ts";

const file = new URL("../REPORT-recovery.md", import.meta.url);

/** A scenario that was run, and its result. */
type Run = readonly [Scenario, Result];

const row = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;

const barRow = (name: string, { bar, seen, isMet }: Bar): string => row([name, bar, seen, isMet ? "yes" : "**no**"]);

const distinct = (values: readonly string[]): string => [...new Set(values)].join("; ");

const section = ([{ name, what }, { details, commit, seconds }]: Run): string[] => [
  `## ${name}`,
  "",
  `What happens: ${what}. Commit ${commit}, ${Math.round(seconds)} s.`,
  "",
  ...details,
  "",
];

/** Writes REPORT-recovery.md of what was seen last of each scenario. */
export const writeReport = (scenarios: readonly Scenario[], results: Readonly<Record<string, Result>>): void => {
  const runs = scenarios.flatMap((scenario): Run[] => {
    const result = results[scenario.name];
    return result ? [[scenario, result]] : [];
  });
  if (runs.length === 0) throw new Error("There are no results yet.");
  const lines = [
    "# How soon all is well again",
    "",
    "Made by `npm run bench:recovery`; `-- --only <name>` measures one scenario anew. Each has two processes of each role on servers",
    "of its own; clients, load and services share the machine.",
    "",
    `Commit ${distinct(runs.map(([, { commit }]) => commit))}; ${distinct(runs.map(([, { machine }]) => machine))}.`,
    "",
    row(["scenario", "bar", "seen", "met"]),
    row(Array<string>(4).fill("---")),
    ...runs.flatMap(([{ name }, { bars }]) => bars.map((bar) => barRow(name, bar))),
    "",
    ...runs.flatMap(section),
  ];
  writeFileSync(file, `${lines.join("\n").trimEnd()}\n`);
};

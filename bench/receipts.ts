import { writeFileSync } from "node:fs";
import { Servers } from "../test/faults/harness/servers.ts";
import { commit, machine } from "./figures.ts";
import { inBroadcast, inSilence } from "./receipts/everybody-reads.ts";
import { manyUpdates } from "./receipts/many-updates.ts";
import type { Outcome, Scenario } from "./recovery/scenario.ts";
import { table } from "./recovery/table.ts";

const file = new URL("REPORT-receipts.md", import.meta.url);
const isQuick = process.argv.includes("--quick");
const scenarios = [inBroadcast, inSilence, manyUpdates];

const rowsOf = ([{ name }, { bars }]: readonly [Scenario, Outcome]): string[][] =>
  bars.map(({ bar, seen, isMet }) => [name, bar, seen, isMet ? "yes" : "**no**"]);

const report = (runs: readonly (readonly [Scenario, Outcome])[]): string =>
  [
    "# What receipts cost",
    "",
    `Made by \`npm run bench:receipts\` at commit ${commit()} on ${machine()}; two processes of each role, with clients and services`,
    "on the same machine.",
    "",
    ...table(["scenario", "bar", "seen", "met"], runs.flatMap(rowsOf)),
    ...runs.flatMap(([{ name, what }, { details }]) => [
      `## ${name}`,
      "",
      `What happens: ${what}.`,
      "",
      ...details,
      "",
    ]),
  ].join("\n");

const servers = await Servers.start();
try {
  const runs: [Scenario, Outcome][] = [];
  for (const scenario of scenarios) runs.push([scenario, await scenario.run({ servers, isQuick })]);
  const text = `${report(runs).trimEnd()}\n`;
  process.stdout.write(text);
  if (!isQuick) writeFileSync(file, text);
} finally {
  await servers.stop();
}

import { writeFileSync } from "node:fs";
import { Servers } from "../test/faults/harness/servers.ts";
import { commit, machine } from "./figures.ts";
import { comingAndGoing } from "./presence/coming-and-going.ts";
import { table } from "./recovery/table.ts";

const file = new URL("REPORT-presence.md", import.meta.url);
const isQuick = process.argv.includes("--quick");
const { name, what, run } = comingAndGoing;

const servers = await Servers.start();
try {
  const { bars, details } = await run({ servers, isQuick });
  const report = [
    "# What presence costs",
    "",
    `Made by \`npm run bench:presence\` at commit ${commit()} on ${machine()}; two processes of each role, with clients and services`,
    "on the same machine.",
    "",
    `What happens (${name}): ${what}.`,
    "",
    ...table(
      ["bar", "seen", "met"],
      bars.map(({ bar, seen, isMet }) => [bar, seen, isMet ? "yes" : "**no**"]),
    ),
    ...details,
    "",
  ].join("\n");
  process.stdout.write(report);
  if (!isQuick) writeFileSync(file, report);
} finally {
  await servers.stop();
}

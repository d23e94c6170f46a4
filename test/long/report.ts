import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { cpus } from "node:os";
import type { Figures } from "./ledger.ts";
import type { Verdict } from "./oracle.ts";

export interface Run extends Figures, Verdict {
  readonly seed: number;
  readonly seconds: number;
  readonly kills: number;
}

const columns = [
  "seed",
  "kills",
  "attempts",
  "accepted",
  "repeated",
  "unanswered",
  "lost",
  "duplicated",
  "outOfOrder",
  "unexpected",
  "seconds",
] as const;

const row = (cells: readonly (string | number)[]): string => `| ${cells.join(" | ")} |`;

/** One line a run, kept in the repository with the commit and the machine that it was seen on. */
export const writeReport = (run: Run): void => {
  const commit = execFileSync("git", ["rev-parse", "--short", "HEAD"]).toString().trim();
  const machine = `${cpus().length} × ${cpus()[0]?.model.trim() ?? "unknown"}, Node ${process.version}`;
  const lines = [
    "# The process killed twice under load",
    "",
    `Made by \`npm run test:long\` at commit ${commit} on ${machine}.`,
    "",
    row(columns),
    row(columns.map(() => "---")),
    row(columns.map((column) => run[column])),
    "",
  ];
  writeFileSync(new URL("REPORT.md", import.meta.url), lines.join("\n"));
};

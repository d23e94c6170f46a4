import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import type { Figures } from "./ledger.ts";
import type { Verdict } from "./oracle.ts";

interface Run extends Figures, Verdict {
  /** What was tried: a run takes the place of the last one of its kind. */
  readonly what: string;
  readonly seconds: number;
  readonly kills: number;
}

export const seed = Number(process.env.SEED ?? Date.now() % 1_000_000);
export const posts = Number(process.env.POSTS ?? 10_000);

const columns = [
  "what",
  "commit",
  "machine",
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

const report = new URL("REPORT.md", import.meta.url);

const lastRuns = (): string[] =>
  readFileSync(report, "utf8")
    .split("\n")
    .filter((line) => line.startsWith("| "))
    .slice(2);

/** One line a run, kept in the repository with the commit and the machine that it was seen on. */
export const writeReport = (run: Run): void => {
  const commit = execFileSync("git", ["rev-parse", "--short", "HEAD"]).toString().trim();
  const machine = `${cpus().length} × ${cpus()[0]?.model.trim() ?? "unknown"}, Node ${process.version}`;
  const figures = { ...run, commit, machine, seed };
  process.stdout.write(`${JSON.stringify(figures)}\n`);
  // A shorter trial is not what the repository shows.
  if (process.env.POSTS !== undefined) return;
  const others = lastRuns().filter((line) => !line.startsWith(`| ${run.what} |`));
  const lines = [
    "# Processes killed under load",
    "",
    "Made by `npm run test:long`.",
    "",
    row(columns),
    row(columns.map(() => "---")),
    ...[...others, row(columns.map((column) => figures[column]))].toSorted(),
    "",
  ];
  writeFileSync(report, lines.join("\n"));
};

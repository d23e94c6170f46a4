import { execFileSync } from "node:child_process";
import { appendFileSync, existsSync, readFileSync } from "node:fs";
import { cpus, totalmem } from "node:os";
import type { Line } from "./line.ts";

/** A line as it is kept: with what it was seen on. */
export interface Result extends Line {
  readonly commit: string;
  readonly machine: string;
  readonly long: boolean;
}

const file = new URL("../results.jsonl", import.meta.url);

const git = (...args: readonly string[]): string => execFileSync("git", args).toString().trim();

/** With a plus where the product is not as it was committed. */
export const commitNow = (): string => {
  const changed = git("status", "--porcelain", "--", "core", "infra", "handlers", "client");
  return `${git("rev-parse", "--short", "HEAD")}${changed === "" ? "" : "+"}`;
};

const machine = (): string => {
  const gigabytes = Math.round(totalmem() / 2 ** 30);
  return `${cpus().length} × ${cpus()[0]?.model.trim() ?? "unknown"}, ${gigabytes} GB, Node ${process.version}`;
};

export const keep = (line: Line, commit: string, long: boolean): void => {
  appendFileSync(file, `${JSON.stringify({ ...line, commit, machine: machine(), long })}\n`);
};

/** What was seen, the oldest first. */
export const keptResults = (): Result[] =>
  existsSync(file)
    ? readFileSync(file, "utf8")
        .split("\n")
        .filter((line) => line !== "")
        .map((line) => JSON.parse(line) as Result)
    : [];

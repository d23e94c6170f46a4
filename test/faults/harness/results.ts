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

/** The same fault, seed and length again is the same line. */
export const keyOf = ({ fault, seed, long }: Pick<Result, "fault" | "seed" | "long">): string =>
  `${fault} ${seed} ${String(long)}`;

const file = new URL("../results.jsonl", import.meta.url);

/** Empty where the sources came without their history. */
const git = (...args: readonly string[]): string => {
  try {
    return execFileSync("git", args, { stdio: ["ignore", "pipe", "ignore"] })
      .toString()
      .trim();
  } catch {
    return "";
  }
};

const product = ["core", "infra", "handlers", "client", "package-lock.json"];

/** The last commit that changed the product, with a plus where it is not as it was committed. */
export const commitNow = (): string => {
  const changed = git("status", "--porcelain", "--", ...product);
  return `${git("log", "-1", "--format=%h", "--", ...product) || "unknown"}${changed === "" ? "" : "+"}`;
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

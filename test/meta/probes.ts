import { readFile } from "node:fs/promises";
import path from "node:path";

/** What is planted: a violation of `rule`, or, with one of the marks below, something that helps to judge the rules. */
export interface Probe {
  readonly rule: string;
  readonly file: string;
  readonly code: string;
}

/** The file breaks no rule. */
export const ALLOWED = "-";
/** The other half of a violation that takes two files. */
export const companion = "+";

/** Reads `rule | file | code`, one a line; a bar that belongs to the code is written `\|`, a line's end `\n`. */
export async function readProbes(name: string): Promise<Probe[]> {
  const text = await readFile(path.join(import.meta.dirname, name), "utf8");
  const rows = text.split("\n").filter((row) => row.trim() !== "" && !row.startsWith("#"));
  return rows.map((row) => {
    const [rule = "", file = "", code = ""] = row.split(" | ");
    return { rule, file, code: code.replaceAll("\\|", "|").replaceAll("\\n", "\n") };
  });
}

/** The probes that have to be reported. */
export const violations = (probes: readonly Probe[]): Probe[] =>
  probes.filter(({ rule }) => rule !== ALLOWED && rule !== companion);

/** The files of which nothing may be reported. */
export const allowed = (probes: readonly Probe[]): Set<string> =>
  new Set(probes.filter(({ rule }) => rule === ALLOWED).map(({ file }) => file));

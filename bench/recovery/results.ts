import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { commitNow } from "../../test/faults/harness/results.ts";
import { machine } from "../figures.ts";
import type { Outcome } from "./scenario.ts";

/** What was seen last of a scenario, with what it was seen on. */
export interface Result extends Outcome {
  readonly commit: string;
  readonly machine: string;
  readonly seconds: number;
}

const file = new URL("results.json", import.meta.url);

/** By the name of the scenario. */
export const keptResults = (): Readonly<Record<string, Result>> =>
  existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as Record<string, Result>) : {};

export const keep = (name: string, outcome: Outcome, seconds: number): void => {
  const result: Result = { ...outcome, commit: commitNow(), machine: machine(), seconds };
  writeFileSync(file, `${JSON.stringify({ ...keptResults(), [name]: result }, undefined, 2)}\n`);
};

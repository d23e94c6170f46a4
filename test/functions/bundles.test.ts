import { readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import type { FunctionName } from "../support/functions/bundles.ts";
import { bundleOf } from "../support/functions/bundles.ts";

interface Metafile {
  readonly outputs: Readonly<Record<string, { readonly inputs: Readonly<Record<string, unknown>> }>>;
}

const largest = 3_000_000;

/** The files that something of is in the bundle. */
const partsOf = (name: FunctionName): string[] => {
  const file = join(dirname(bundleOf(name)), "..", `${name}.meta.json`);
  const { outputs } = JSON.parse(readFileSync(file, "utf8")) as Metafile;
  return Object.values(outputs).flatMap(({ inputs }) => Object.keys(inputs));
};

const all: readonly FunctionName[] = ["http", "consumer", "migrate"];

describe.each(all)("the bundle of the function %s", (name) => {
  it("is small, since every cold start loads it", () => {
    expect(statSync(bundleOf(name)).size).toBeLessThan(largest);
  });

  it("holds nothing that a function has no use for", () => {
    const heavy = /pglite|swagger|node_modules\/socket[.]io\/|socket[.]io-adapter|infra\/memory/;
    expect(partsOf(name).filter((part) => heavy.test(part))).toEqual([]);
  });

  it("has a map, and the migrations, beside it", () => {
    expect(statSync(`${bundleOf(name)}.map`).size).toBeGreaterThan(0);
    expect(statSync(join(dirname(bundleOf(name)), "migrations", "0001-first-light.sql")).size).toBeGreaterThan(0);
  });
});

import { readFile } from "node:fs/promises";
import path from "node:path";

import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";

import { allowed, ALLOWED, companion, type Probe, readProbes, violations } from "./probes.ts";
import { root, ScratchTree } from "./scratch-tree.ts";

interface Violation {
  readonly from: string;
  readonly to: string;
  readonly rule: { readonly name: string };
}

interface Cruise {
  readonly violations: readonly Violation[];
  readonly ruleSetUsed: { readonly forbidden: readonly { readonly name: string; readonly comment: string }[] };
}

const folders = ["core", "infra", "handlers", "client", "cli", "web", "test"];
const config = "dependency-cruiser.config.mjs";

/** The files that a probe imports; one called `no-such-file` is meant to be missing. */
function importsOf({ file, code }: Probe): string[] {
  const targets = [...code.matchAll(/"(\.[^"]+)"/g)].map(([, target = ""]) => target);
  return targets
    .filter((target) => !target.includes("no-such-file"))
    .map((target) => path.posix.join(path.posix.dirname(file), target));
}

async function plantAll(tree: ScratchTree, probes: readonly Probe[]): Promise<void> {
  for (const { file, code } of probes) await tree.plant(file, code);
  for (const target of probes.flatMap(importsOf)) {
    if (!tree.has(target)) await tree.plant(target, "export const stub = 1;");
  }
}

async function cruise(tree: ScratchTree): Promise<Cruise> {
  const args = [...folders.filter((folder) => tree.has(folder)), "--config", config, "--output-type", "json"];
  const output = await tree.tool("dependency-cruiser/bin/dependency-cruise.mjs", ...args);
  return (JSON.parse(output) as { summary: Cruise }).summary;
}

const say = ({ from, to, rule }: Violation): string => `${rule.name}: ${from} → ${to}`;

describe("the rules of who may import whom", () => {
  const trees: ScratchTree[] = [];
  let probes: Probe[];
  let asItIs: Cruise;
  let planted: Cruise;

  beforeAll(async () => {
    probes = await readProbes("architecture-probes.txt");
    const parts = [...folders, config, "package.json", "tsconfig.json"];
    const clean = await ScratchTree.of(...parts);
    const probed = await ScratchTree.of(...parts);
    trees.push(clean, probed);
    await plantAll(probed, probes);
    [asItIs, planted] = await Promise.all([cruise(clean), cruise(probed)]);
  }, 60_000);

  afterAll(async () => {
    for (const tree of trees) await tree.remove();
  });

  it("hold in the tree as it is", () => {
    expect(asItIs.violations.map(say)).toEqual([]);
  });

  it("catch each planted violation", () => {
    const caught = new Set(planted.violations.map(({ rule, from }) => `${rule.name} | ${from}`));
    expect(violations(probes).filter(({ rule, file }) => !caught.has(`${rule} | ${file}`))).toEqual([]);
  });

  it("let pass what is allowed", () => {
    const files = allowed(probes);
    expect(planted.violations.filter(({ from }) => files.has(from)).map(say)).toEqual([]);
  });

  it("each have a planted violation, and a reason", () => {
    const probed = new Set(probes.map(({ rule }) => rule));
    const { forbidden } = planted.ruleSetUsed;
    const wanting = forbidden.filter(({ name, comment }) => !probed.has(name) || comment.length < 10);
    expect(wanting).toEqual([]);
  });

  it("all exist that are probed", () => {
    const known = new Set([ALLOWED, companion, ...planted.ruleSetUsed.forbidden.map(({ name }) => name)]);
    expect(probes.filter(({ rule }) => !known.has(rule))).toEqual([]);
  });

  it("are those of `npm run arch`", async () => {
    const manifest = JSON.parse(await readFile(path.join(root, "package.json"), "utf8")) as {
      scripts: Record<string, string>;
    };
    expect(manifest.scripts.arch).toMatch(new RegExp(`^depcruise .* --config ${config}$`));
  });
});

import { readFile } from "node:fs/promises";
import path from "node:path";

import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";

import { allowed, ALLOWED, type Probe, readProbes, violations } from "./probes.ts";
import { root, ScratchTree } from "./scratch-tree.ts";

interface Complaint {
  /** Null for what is no rule: a file that cannot be read, a directive without use. */
  readonly ruleId: string | null;
  readonly fatal?: boolean;
  readonly message: string;
}

type Complaints = Map<string, readonly Complaint[]>;

const lines = (count: number, line: string): string => Array.from({ length: count }, () => line).join("\n");
const aFunction = (length: number): string => `export function run(): void {\n${lines(length - 2, "  run();")}\n}`;
const aSuite = (test: string): string =>
  `import { describe, it } from "@jest/globals";\ndescribe("a", () => {\n${test}\n});`;
const aTest = (length: number): string => `  it("b", () => {\n${lines(length - 2, "    String(1);")}\n  });`;

/** What is too long to be written on a line of the probes' file. */
const lengths: Probe[] = [
  { rule: "max-lines", file: "core/zz-long-1.ts", code: lines(251, "// one") },
  { rule: "max-lines", file: "test/zz-long-2.test.ts", code: lines(251, "// one") },
  { rule: ALLOWED, file: "core/zz-long-3.ts", code: lines(249, "// one") },
  { rule: "max-lines-per-function", file: "handlers/zz-long-4.ts", code: aFunction(61) },
  { rule: ALLOWED, file: "handlers/zz-long-5.ts", code: aFunction(60) },
  { rule: "local/test-function-length", file: "core/zz-long-6.test.ts", code: aSuite(aTest(61)) },
  { rule: "local/test-function-length", file: "test/support/zz-long-7.ts", code: aFunction(61) },
  { rule: ALLOWED, file: "core/zz-long-8.test.ts", code: aSuite(`${aTest(30)}\n${aTest(31)}`) },
];

async function lint(tree: ScratchTree): Promise<Complaints> {
  const output = await tree.tool("eslint/bin/eslint.js", ".", "--format", "json");
  const files = JSON.parse(output) as { filePath: string; messages: Complaint[] }[];
  return new Map(files.map(({ filePath, messages }) => [nameIn(tree, filePath), messages]));
}

const nameIn = (tree: ScratchTree, file: string): string => path.relative(tree.dir, file).replaceAll("\\", "/");

/** Where one rule forbids several things, a probe names the rule and a part of its message. */
function isReported(complaints: Complaints, { rule, file }: Probe): boolean {
  const [ruleId = "", message = ""] = rule.split(": ");
  return (complaints.get(file) ?? []).some(
    (found) => String(found.ruleId) === ruleId && found.message.includes(message),
  );
}

describe("the linter", () => {
  let tree: ScratchTree;
  let probes: Probe[];
  let complaints: Complaints;

  beforeAll(async () => {
    tree = await ScratchTree.of("eslint.config.js", "scripts/lint", "package.json", "tsconfig.json");
    probes = [...(await readProbes("lint-probes.txt")), ...lengths];
    for (const { file, code } of probes) await tree.plant(file, code);
    complaints = await lint(tree);
  }, 60_000);

  afterAll(async () => {
    await tree.remove();
  });

  const reportOf = (file: string): string[] | undefined =>
    complaints.get(file)?.map(({ ruleId, message }) => `${String(ruleId)}: ${message}`);

  it("reports each planted violation", () => {
    const missed = violations(probes).filter((probe) => !isReported(complaints, probe));
    expect(missed.map(({ rule, file }) => ({ rule, file, reported: reportOf(file) }))).toEqual([]);
  });

  it("lets pass what is allowed", () => {
    const reports = [...allowed(probes)].map((file) => ({ file, reported: reportOf(file) }));
    expect(reports.filter(({ reported }) => reported?.length !== 0)).toEqual([]);
  });

  it("reads every file with its types", () => {
    const broken = [...complaints].filter(([, found]) => found.some(({ fatal }) => fatal));
    expect(broken).toEqual([]);
  });

  it("has a planted violation for each rule that the configuration sets itself", async () => {
    const config = await readFile(path.join(root, "eslint.config.js"), "utf8");
    const rules = [...config.matchAll(/"?([\w@/-]+)"?: \[?\s*"error"/g)].map(([, rule = ""]) => rule);
    const sentences = [...config.matchAll(/forbid\(\s*"([^"]+)"/g)].map(([, sentence = ""]) => sentence);
    const [probed, parts] = [
      probes.map(({ rule }) => rule.split(": ")[0]),
      probes.map(({ rule }) => rule.split(": ")[1]),
    ];
    expect(rules.length).toBeGreaterThan(15);
    expect(sentences.length).toBeGreaterThan(3);
    expect(rules.filter((rule) => !probed.includes(rule) && rule !== "reportUnusedDisableDirectives")).toEqual([]);
    expect(
      sentences.filter((sentence) => !parts.some((part) => part !== undefined && sentence.includes(part))),
    ).toEqual([]);
  });
});

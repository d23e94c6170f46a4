import { readdirSync } from "node:fs";
import { readFile } from "node:fs/promises";
import path from "node:path";

import { beforeAll, describe, expect, it } from "@jest/globals";

import { root } from "./scratch-tree.ts";

const notOurs = new Set([
  "node_modules",
  "dist",
  "dist-next",
  "dist-functions",
  ".serverless",
  "data",
  "coverage",
  ".git",
]);
const prose = /\.(ts|tsx|js|mjs|json|md|sql|html|css|yml|yaml|txt)$|^[^.]+$|^\.[a-z]+$/;

const read = (file: string): Promise<string> => readFile(path.join(root, file), "utf8");

function walk(folder: string): string[] {
  return readdirSync(path.join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const name = path.posix.join(folder, entry.name);
    if (notOurs.has(entry.name)) return [];
    if (entry.isDirectory()) return walk(name);
    return entry.isFile() && prose.test(entry.name) ? [name] : [];
  });
}

/** A pattern that is in pieces here, so that this file does not match itself. */
const pieces = (...parts: string[]): RegExp => new RegExp(parts.join(""));

const privatePath = pieces("/wor", "k/|\\.\\./sha", "red");
const anyType = /(?:[:<|&(,]|\bas|=>)\s*any\s*(?:[;,)>\]|&={[]|$)/;
const silencedTest = pieces(
  "\\b(?:it|test|describe)(?:\\.\\w+)*\\.(?:sk",
  "ip|on",
  "ly|to",
  "do)\\b|\\bx(?:it|describe|test)\\(",
);
const silencedRule = pieces(
  "eslint-dis",
  "able(?!.* -- \\S.{9})|@ts-expect-",
  "error(?! -- \\S.{9})|@ts-(?:ign",
  "ore|noch",
  "eck)",
);

describe("the repository", () => {
  let texts: Map<string, string>;

  beforeAll(async () => {
    const files = walk("").filter((file) => file !== "package-lock.json");
    texts = new Map(await Promise.all(files.map(async (file) => [file, await read(file)] as const)));
  });

  const code = (): [string, string][] => [...texts].filter(([file]) => /\.(ts|tsx|js|mjs)$/.test(file));

  const linesWith = (pattern: RegExp, among: Iterable<[string, string]>): string[] =>
    [...among].flatMap(([file, text]) =>
      text.split("\n").flatMap((line, at) => (pattern.test(line) ? [`${file}:${at + 1}: ${line.trim()}`] : [])),
    );

  it("names no path that one machine alone has", () => {
    const published = [...texts].filter(([file]) => !file.startsWith(".ci/"));
    expect(linesWith(privatePath, published)).toEqual([]);
  });

  it("has no value whose type is given up", () => {
    expect(linesWith(anyType, code())).toEqual([]);
  });

  it("runs every test that it has", () => {
    expect(linesWith(silencedTest, code())).toEqual([]);
  });

  it("gives a reason wherever it silences a rule", () => {
    expect(linesWith(silencedRule, code())).toEqual([]);
  });

  it("has no file of more than 250 lines", () => {
    const long = code().map(([file, text]) => ({ file, lines: text.trimEnd().split("\n").length }));
    expect(long.filter(({ lines }) => lines > 250)).toEqual([]);
  });

  it("names its files in kebab-case", () => {
    const names = code().map(([file]) => file);
    expect(names.filter((file) => !/^[a-z0-9-]+(\.[a-z0-9-]+)*$/.test(path.posix.basename(file)))).toEqual([]);
  });

  it("has scripts for every shell: no variable is set in front of a command", async () => {
    const { scripts } = JSON.parse(await read("package.json")) as { scripts: Record<string, string> };
    expect(Object.values(scripts).filter((script) => /(^|&& *)[A-Z_]+=|\brm |\bcp /.test(script))).toEqual([]);
  });

  it("opens its changelog with what is pending", async () => {
    expect(/^## .*$/m.exec(await read("CHANGELOG.md"))?.[0]).toBe("## Pending");
  });
});

describe("the instructions", () => {
  const start = "npm ci && npm start";
  const test = "npm ci && npm test";

  it("of the README are two commands", async () => {
    const lines = (await read("README.md")).split("\n").map((line) => line.trim());
    expect(lines).toContain(start);
    expect(lines).toContain(test);
  });

  it("of CI begin with the README's test command, and CONTRIBUTING has them all", async () => {
    const [ci, contributing] = await Promise.all([read(".ci/run"), read("CONTRIBUTING.md")]);
    const commands = [...ci.matchAll(/^(?:tests|check) "[^"]+" "([^"]+)"$/gm)].map(([, command = ""]) => command);
    expect(commands[0]).toBe(test);
    expect(commands.length).toBeGreaterThan(4);
    expect(commands.filter((command) => !contributing.includes(command))).toEqual([]);
  });
});

describe("the patterns that search the repository", () => {
  const join = (...parts: string[]): string => parts.join("");

  it.each([
    ["a private path", privatePath, join("see /wor", "k/main")],
    ["a private folder", privatePath, join("see ../sha", "red/notes")],
    ["a type given up", anyType, join("const a: an", "y = 1;")],
    ["a type given up inside another", anyType, join("const a: Map<string, an", "y> = held;")],
    ["a type given up by assertion", anyType, join("(row as an", "y).id")],
    ["a test alone", silencedTest, join("it.on", "ly(")],
    ["a test left out", silencedTest, join("describe.each.sk", "ip(")],
    ["a rule silenced without a reason", silencedRule, join("// eslint-dis", "able-next-line no-console")],
    ["an error expected without a reason", silencedRule, join("// @ts-expect-", "error")],
    ["an error ignored", silencedRule, join("// @ts-ign", "ore -- a reason that does not help")],
  ])("find %s", (_name, pattern, text) => {
    expect(text).toMatch(pattern);
  });

  it.each([
    ["prose", anyType, "// of all the rooms: any one will do"],
    ["a reason", silencedRule, join("// eslint-dis", "able-next-line no-console -- nothing else listens yet")],
    ["an expected error with a reason", silencedRule, join("// @ts-expect-", "error -- the token is of another type")],
  ])("let pass %s", (_name, pattern, text) => {
    expect(text).not.toMatch(pattern);
  });
});

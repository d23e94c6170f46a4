import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import path from "node:path";

import { describe, expect, it } from "@jest/globals";

import { everyFault } from "../faults/faults/all.ts";
import { root } from "./scratch-tree.ts";

const heading = "## What happens when a part dies";

/** What the last column of each row names. */
const proofs = async (): Promise<string[][]> => {
  const text = await readFile(path.join(root, "ARCHITECTURE.md"), "utf8");
  const [, section = ""] = text.split(heading);
  const [table = ""] = section.split("\n## ");
  const rows = table.split("\n").filter((line) => /^\| (?!dies)/.test(line));
  return rows.map((row) => [...(row.split(" | ").at(-1) ?? "").matchAll(/`([^`]+)`/g)].map(([, name = ""]) => name));
};

const names = new Set(everyFault.map(({ name }) => name));

describe("what happens when a part dies", () => {
  it("is proven in each row, by a fault of the list or by a test that is there", async () => {
    const rows = await proofs();
    expect(rows.length).toBeGreaterThan(20);
    expect(rows.filter((named) => named.length === 0)).toEqual([]);
    const unknown = rows.flat().filter((name) => !names.has(name) && !existsSync(path.join(root, name)));
    expect(unknown).toEqual([]);
  });

  it("is told for every fault of the list", async () => {
    const told = new Set((await proofs()).flat());
    expect([...names].filter((name) => !told.has(name))).toEqual([]);
  });
});

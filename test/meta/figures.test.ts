import { spawnSync } from "node:child_process";
import path from "node:path";
import { expect, it } from "@jest/globals";

const root = path.join(import.meta.dirname, "../..");

it("shows in the README what the last reports say", () => {
  const { status, stderr } = spawnSync(process.execPath, ["scripts/figures.mjs", "--check"], { cwd: root });
  expect([status, String(stderr)]).toEqual([0, ""]);
});

import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";

const entry = path.join(import.meta.dirname, "role.ts");
const startMs = 60_000;

let loadedBy: string;

beforeEach(() => {
  loadedBy = mkdtempSync(path.join(tmpdir(), "chat-role-"));
});

afterEach(() => rmSync(loadedBy, { recursive: true }));

/** A port that cannot be used ends a start as soon as everything is loaded. */
const settings = { PORT: "none" };

const run = (...args: string[]) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, ["--import", "tsx", entry, ...args], {
    // What a process has loaded is written there when it ends.
    env: { PATH: process.env.PATH ?? "", NODE_V8_COVERAGE: loadedBy, ...settings },
    encoding: "utf8",
  });
  return { status, stdout, stderr };
};

const hasLoaded = (part: string): boolean =>
  readdirSync(loadedBy).some((file) => readFileSync(path.join(loadedBy, file), "utf8").includes(part));

const isPglite = "@electric-sql/pglite/";

describe("one entry for every role", () => {
  it.each([
    [["nobody"], 'There is no role "nobody". The roles are all, http, gateway, consumer, migrate.\n'],
    [["constructor"], 'There is no role "constructor". The roles are all, http, gateway, consumer, migrate.\n'],
    [[], "No role is named. The roles are all, http, gateway, consumer, migrate.\n"],
  ])(
    "refuses %j, and names the roles",
    (args, sentence) => {
      expect(run(...args)).toEqual({ status: 1, stdout: "", stderr: sentence });
    },
    startMs,
  );

  it.each(["http", "gateway", "consumer", "migrate"])(
    "starts the role %s, and loads nothing of the embedded database",
    (role) => {
      expect(run(role)).toMatchObject({ status: 1, stderr: expect.stringContaining("PORT must be a port number") });
      expect([hasLoaded(`/entries/${role}.ts`), hasLoaded(isPglite)]).toEqual([true, false]);
    },
    startMs,
  );

  it(
    "starts the role all, which has that database inside",
    () => {
      expect(run("all")).toMatchObject({ status: 1, stderr: expect.stringContaining("PORT must be a port number") });
      expect(hasLoaded(isPglite)).toBe(true);
    },
    startMs,
  );

  it(
    "hands the other arguments on",
    () => {
      expect(run("migrate", "--help")).toMatchObject({
        status: 0,
        stdout: expect.stringMatching(/^Usage: .*--repartition/),
      });
    },
    startMs,
  );
});

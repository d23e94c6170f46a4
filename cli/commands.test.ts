import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "@jest/globals";

const dataDir = mkdtempSync(join(tmpdir(), "chat-cli-"));
afterAll(() => rmSync(dataDir, { recursive: true }));

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const run = (command: "chat" | "token", args: readonly string[], settings: Readonly<Record<string, string>> = {}) =>
  new Promise<Ended>((resolve) => {
    const env = { PATH: process.env.PATH ?? "", DATA_DIR: dataDir, ...settings };
    const all = ["--import", "tsx", join(import.meta.dirname, `${command}.ts`), ...args];
    const child = execFile(process.execPath, all, { env }, (_error, stdout, stderr) =>
      resolve({ code: child.exitCode, stdout, stderr }),
    );
  });

/** Each of them starts a process, so they run at once. */
const runAll = <T>(each: readonly T[], one: (given: T) => Promise<Ended>) => Promise.all(each.map(one));

describe.each(["chat", "token"] as const)("the command %s", (command) => {
  it("shows how it is used when it is asked", async () => {
    const { code, stdout, stderr } = await run(command, ["--help"]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toMatch(new RegExp(`^Usage: npm run (-s )?${command} -- <`));
  });

  it("refuses what it does not know, and says how it is used", async () => {
    for (const { code, stdout, stderr } of await runAll([["alice", "--dance"], []], (args) => run(command, args))) {
      expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
      expect(stderr).toMatch(/^Usage: /);
    }
  });
});

describe("the command token", () => {
  it("refuses a user id that nobody can have", async () => {
    for (const { code, stderr } of await runAll(["", "..", "__proto__"], (userId) => run("token", [userId]))) {
      expect(code).toBe(1);
      expect(stderr).toMatch(/^The user id [^\n]*\.\n$/);
    }
  });

  it("takes 7d for --expires, and says so where it is given anything else", async () => {
    const [good, ...bad] = await runAll(["7d", "soon", "0h"], (expires) =>
      run("token", ["alice", "--expires", expires]),
    );
    expect(good).toMatchObject({ code: 0, stderr: "" });
    for (const each of bad) {
      expect(each).toEqual({ code: 1, stdout: "", stderr: "--expires must look like 30s, 12h or 7d.\n" });
    }
  });
});

describe("the command chat", () => {
  it("refuses an address that is not of the web", async () => {
    const sentence = "CHAT_URL must be an http(s) address, such as http://localhost:3000.\n";
    const refused = await runAll(["localhost:3000", "http://"], (url) => run("chat", ["alice"], { CHAT_URL: url }));
    for (const each of refused) expect(each).toEqual({ code: 1, stdout: "", stderr: sentence });
  });

  it("says that no server is there", async () => {
    const { code, stderr } = await run("chat", ["alice"], { CHAT_URL: "http://localhost:1" });
    expect(code).toBe(1);
    expect(stderr).toMatch(/^There is no chat server at http:\/\/localhost:1\. .*CHAT_URL/);
  });
});

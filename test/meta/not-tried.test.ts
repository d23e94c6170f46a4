import { spawnSync } from "node:child_process";
import path from "node:path";
import { describe, expect, it } from "@jest/globals";

const root = path.join(import.meta.dirname, "../..");

/** Reports a run of one suite, and says what was written last and whether it is a failure. */
const report = (test: string, missing: readonly string[], ci: string) => {
  const results = {
    testResults: [{ testFilePath: "/root/a.test.ts", testResults: [{ title: test, fullName: test }] }],
  };
  const options = { missing, leftOut: ["tiers"] };
  const program = `
    import Reporter from "./test/support/services/not-tried-reporter.mjs";
    const reporter = new Reporter({ rootDir: "/root" }, ${JSON.stringify(options)});
    reporter.onRunComplete(new Set(), ${JSON.stringify(results)});
    console.error("summary");
    process.exitCode = reporter.getLastError() ? 1 : 0;`;
  const node = ["--input-type=module", "--eval", program];
  const { status, stderr } = spawnSync(process.execPath, node, { cwd: root, env: { CI: ci } });
  return { status, said: String(stderr) };
};

describe("a run that lacks a service", () => {
  const missing = ["AMQP_URL is not set, and rabbitmq-server not installed"];

  it("says last of all what it did not try, and why", () => {
    const { status, said } = report("is not tried: no broker", missing, "");
    expect(said).toMatch(/^summary\n\nNOT TRIED\n {2}tiers\n {2}a[.]test[.]ts: is not tried: no broker\n/);
    expect(said).toContain(missing[0]);
    expect(status).toBe(0);
  });

  it("fails in CI", () => {
    expect(report("is not tried: no broker", missing, "true").status).toBe(1);
  });
});

describe("a run that has every service", () => {
  it("has nothing to say", () => {
    expect(report("keeps the order", [], "true")).toEqual({ status: 0, said: "summary\n" });
  });

  it("names what was left out on purpose, and does not fail for it", () => {
    const { status, said } = report("is not tried: somebody else's deployment", [], "true");
    expect(said).toMatch(/NOT TRIED\n {2}a[.]test[.]ts/);
    expect(status).toBe(0);
  });
});

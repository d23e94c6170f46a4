import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Deployment } from "../support/deployment.ts";

const root = path.join(import.meta.dirname, "../..");

export interface Outcome {
  readonly passed: number;
  /** Their names. */
  readonly failed: readonly string[];
}

interface Results {
  readonly testResults: readonly {
    readonly message: string;
    readonly assertionResults: readonly { readonly status: string; readonly fullName: string }[];
  }[];
}

const outcomeOf = ({ testResults }: Results): Outcome => {
  const tests = testResults.flatMap(({ assertionResults }) => assertionResults);
  const broken = testResults.filter(({ assertionResults }) => assertionResults.length === 0);
  return {
    passed: tests.filter(({ status }) => status === "passed").length,
    failed: [
      ...tests.filter(({ status }) => status === "failed").map(({ fullName }) => fullName),
      ...broken.map(({ message }) => message.slice(0, 1_000)),
    ],
  };
};

const jest = ["--disable-warning=ExperimentalWarning", "--experimental-vm-modules", "node_modules/jest/bin/jest.js"];
// What is true of one process that the tests start, stop and ask for polling has no meaning here.
const which = ["--selectProjects", "blackbox", "--testPathIgnorePatterns", "/test/blackbox/embedded/"];

/** The black-box tests as they are, against this deployment. @param names only the tests that match */
export const runBlackbox = async ({ url, socketUrl, secret }: Deployment, names: RegExp): Promise<Outcome> => {
  const home = mkdtempSync(path.join(tmpdir(), "chat-compose-blackbox-"));
  const file = path.join(home, "results.json");
  const args = [...jest, ...which, "--randomize", "--testNamePattern", names.source, "--json", "--outputFile", file];
  const deployment = { CHAT_URL: url, CHAT_SOCKET_URL: socketUrl, CHAT_JWT_SECRET: secret };
  // What needs services of this machine is left out here on purpose, and CI would call that a failure.
  const env = { ...process.env, ...deployment, CI: "" };
  const child = spawn(process.execPath, args, { cwd: root, env, stdio: ["ignore", "ignore", "pipe"] });
  let said = "";
  child.stderr.on("data", (chunk: Buffer) => (said += chunk.toString()));
  await once(child, "close");
  try {
    const outcome = outcomeOf(JSON.parse(readFileSync(file, "utf8")) as Results);
    if (outcome.failed.length > 0) process.stderr.write(said.slice(-20_000));
    return outcome;
  } finally {
    rmSync(home, { recursive: true });
  }
};

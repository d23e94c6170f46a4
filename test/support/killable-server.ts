import type { ChildProcess } from "node:child_process";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as pause } from "node:timers/promises";

/** The chat in a process of its own, run from `dist/` as `npm start` does, so that it can be killed. */
export interface KillableServer {
  readonly url: string;
  /** From the spawn to the first answer, in milliseconds. */
  readonly startMs: number;
  /** SIGTERM; resolves with the exit code. */
  stop(): Promise<number | null>;
  /** SIGKILL; resolves when the process is gone. */
  kill(): Promise<void>;
}

export const secret = "a secret for trials alone, of 32 bytes and more";

/** Everything is in the process, also where a run has services for others. */
const embedded = { DATABASE_URL: "", AMQP_URL: "", REDIS_URL: "" };

const printedAddress = async (child: ChildProcess): Promise<string> => {
  let printed = "";
  for await (const chunk of child.stdout ?? []) {
    printed += String(chunk);
    const [address] = /http:\/\/localhost:\d+/.exec(printed) ?? [];
    if (address !== undefined) return address;
  }
  throw new Error(`The server ended before it listened:\n${printed}`);
};

const untilItAnswers = async (url: string): Promise<void> => {
  for (;;) {
    const ready = await fetch(`${url}/readyz`).then(
      (answer) => answer.ok,
      () => false,
    );
    if (ready) return;
    await pause(10);
  }
};

export const startKillable = async (dataDir: string, port = 0): Promise<KillableServer> => {
  const startedAt = performance.now();
  const child = spawn(process.execPath, ["dist/handlers/entries/all.js"], {
    env: { ...process.env, ...embedded, PORT: String(port), DATA_DIR: dataDir, JWT_SECRET: secret },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const url = await printedAddress(child);
  await untilItAnswers(url);
  const startMs = performance.now() - startedAt;
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    const exited = once(child, "exit");
    child.kill(signal);
    await exited;
  };
  return { url, startMs, stop: () => end("SIGTERM").then(() => child.exitCode), kill: () => end("SIGKILL") };
};

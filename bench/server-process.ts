import type { ChildProcess } from "node:child_process";
import { spawn } from "node:child_process";
import { once } from "node:events";

/** The chat in a process of its own, as `npm start` runs it. */
export interface ServerProcess {
  readonly url: string;
  /** From the spawn to the first answer, in milliseconds. */
  readonly startMs: number;
  readonly child: ChildProcess;
  stop(): Promise<void>;
}

export const secret = "a secret for the benchmark alone, 32 bytes and more";

const printedAddress = async (child: ChildProcess): Promise<string> => {
  let printed = "";
  for await (const chunk of child.stdout ?? []) {
    printed += String(chunk);
    const [address] = /http:\/\/localhost:\d+/.exec(printed) ?? [];
    if (address !== undefined) return address;
  }
  throw new Error(`The server ended before it listened:\n${printed}`);
};

export const startServer = async (dataDir: string): Promise<ServerProcess> => {
  const startedAt = performance.now();
  const child = spawn(process.execPath, ["dist/handlers/entries/all.js"], {
    env: { ...process.env, PORT: "0", DATA_DIR: dataDir, JWT_SECRET: secret },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const url = await printedAddress(child);
  await fetch(`${url}/readyz`);
  const startMs = performance.now() - startedAt;
  const stop = async (): Promise<void> => {
    const exited = once(child, "exit");
    child.kill("SIGTERM");
    await exited;
  };
  return { url, startMs, child, stop };
};

import type { ChildProcess } from "node:child_process";
import { spawn } from "node:child_process";
import { once } from "node:events";

export interface Memory {
  readonly rss: number;
  readonly heapUsed: number;
}

/** One process of a stack. */
export interface Role {
  readonly url: string;
  readonly pid: number;
  /** After a garbage collection, in bytes. */
  memory(): Promise<Memory>;
  stop(): Promise<void>;
}

export interface RoleOptions {
  readonly script: string;
  readonly probe: string;
  readonly env: Readonly<Record<string, string>>;
}

const printedAddress = async (child: ChildProcess, script: string): Promise<string> => {
  let printed = "";
  for await (const chunk of child.stdout ?? []) {
    printed += String(chunk);
    const [, address] = /running at (http:\/\/localhost:\d+)/.exec(printed) ?? [];
    // By number, so that no resolver chooses between IPv4 and IPv6 anew for every connection.
    if (address !== undefined) return address.replace("localhost", "127.0.0.1");
  }
  throw new Error(`${script} ended before it listened:\n${printed}`);
};

const launch = ({ script, probe, env }: RoleOptions): ChildProcess => {
  return spawn(process.execPath, ["--expose-gc", "--import", probe, script], {
    env: { PATH: process.env.PATH, NODE_ENV: "production", ...env },
    stdio: ["ignore", "pipe", "inherit", "ipc"],
  });
};

const stop = async (child: ChildProcess): Promise<void> => {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, "exit");
  child.kill("SIGTERM");
  await exited;
};

export const startRole = async (options: RoleOptions): Promise<Role> => {
  const child = launch(options);
  const url = await printedAddress(child, options.script);
  child.stdout?.resume();
  return {
    url,
    pid: child.pid ?? 0,
    async memory() {
      child.send("memory");
      const [memory] = (await once(child, "message")) as [Memory];
      return memory;
    },
    stop: () => stop(child),
  };
};

/** A role that does its work and ends. @throws when it failed */
export const runRole = async (options: RoleOptions): Promise<void> => {
  const child = launch(options);
  child.stdout?.resume();
  const [code] = (await once(child, "exit")) as [number | null];
  if (code !== 0) throw new Error(`${options.script} ended with ${String(code)}.`);
};

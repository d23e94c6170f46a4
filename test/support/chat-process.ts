import type { ChildProcess } from "node:child_process";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { rateNames } from "../../core/entities/limits.ts";
import type { Guard } from "./services/guard.ts";
import { startGuard } from "./services/guard.ts";

export interface Ended {
  readonly code: number | null;
  readonly signal: string | null;
}

export interface ChatProcess {
  /** As printed: `http://localhost:<port>`. */
  readonly address: string;
  readonly pid: number;
  readonly ended: Promise<Ended>;
  /** Everything that the process has said on its standard error. */
  said(): string;
  signal(signal: "SIGTERM" | "SIGKILL" | "SIGSTOP" | "SIGCONT"): void;
}

/** What it starts with; PATH is added. */
export type Settings = Readonly<Record<string, string>>;

/** Which process: everything in one, or one role of a deployment in tiers. */
export type Role = "all" | "http" | "gateway" | "consumer" | "migrate";

let guard: Guard | undefined;

/** A run that is interrupted leaves no process behind, and no directory. */
const theGuard = (): Guard => (guard ??= startGuard("KILL"));

/** A directory of its own for a process's data and its standard error. */
export const aHome = (): string => {
  const home = mkdtempSync(join(tmpdir(), "chat-blackbox-"));
  theGuard().willRemove(home);
  return home;
};

export const removeHome = (home: string): void => {
  rmSync(home, { recursive: true, force: true });
};

/** What is run: a test takes the sources, so that it never runs yesterday's code; what was built starts ten times as fast. */
export type Code = "sources" | "dist" | { readonly builtAt: string };

const commandOf = (role: Role, code: Code): string[] => {
  if (code === "sources") return ["--import", "tsx", `handlers/entries/${role}.ts`];
  return [`${code === "dist" ? code : code.builtAt}/handlers/entries/${role}.js`];
};
/** So much that no test runs into a limit by chance, and every request is counted as in production. */
export const unhurried = {
  RATE_LIMITS: [...rateNames.map((name) => `${name}=1000000/1s`), "sockets-per-user=1000000"].join(),
};
/** Whoever leaves is offline a second later, so that a test need not wait for long. */
export const brisk = { PRESENCE_SECONDS: "6" };
const anyPort = { PORT: "0", GATEWAY_PORT: "0", HEALTH_PORT: "0" };
/** A start takes two seconds, on a machine that is busy otherwise many times as long. */
const startMs = 60_000;

const endedBy = ([code, signal]: [number | null, string | null]): Ended => ({ code, signal });

const keepWatch = (child: ChildProcess): void => {
  const { pid } = child;
  if (pid === undefined) return;
  theGuard().watch(pid);
  child.once("exit", () => theGuard().forget(pid));
};

const launch = (role: Role, home: string, settings: Settings, code: Code) => {
  const log = join(home, `stderr-${String(process.hrtime.bigint())}.log`);
  const stderr = openSync(log, "a");
  const env = { PATH: process.env.PATH ?? "", ...anyPort, ...unhurried, DATA_DIR: join(home, "data"), ...settings };
  const child = spawn(process.execPath, commandOf(role, code), { env, stdio: ["ignore", "pipe", stderr] });
  closeSync(stderr);
  keepWatch(child);
  const ended = once(child, "exit").then((how) => endedBy(how as [number | null, string | null]));
  return { child, ended, said: () => readFileSync(log, "utf8") };
};

/** Empty when the output ended without one. */
const printedAddress = (child: ChildProcess): Promise<string> =>
  new Promise((resolve) => {
    let printed = "";
    child.stdout?.on("data", (chunk: Buffer) => {
      printed += chunk.toString();
      const address = / running at (\S+)\n/.exec(printed)?.[1];
      if (address !== undefined) resolve(address);
    });
    child.stdout?.on("end", () => resolve(""));
  });

/** One process of the product; resolves when it has printed its address. @param home keeps its data and its log. */
export const startRole = async (
  role: Role,
  home: string,
  settings: Settings,
  from: Code = "sources",
): Promise<ChatProcess> => {
  const { child, ended, said } = launch(role, home, settings, from);
  const late = setTimeout(() => child.kill("SIGKILL"), startMs);
  const address = await printedAddress(child);
  clearTimeout(late);
  if (address === "") {
    const { code, signal } = await ended;
    throw new Error(`The chat (${role}) ended before it had started (${String(code ?? signal)}):\n${said()}`);
  }
  return { address, pid: child.pid ?? 0, ended, said, signal: (signal) => void child.kill(signal) };
};

/** The whole chat in one process. */
export const startChat = (home: string, settings: Settings): Promise<ChatProcess> => startRole("all", home, settings);

/** A process that ends by itself: how it ended, and what it said. */
export const runToEnd = async (
  role: Role,
  home: string,
  settings: Settings,
  from: Code = "sources",
): Promise<Ended & { readonly said: string }> => {
  const { child, ended, said } = launch(role, home, settings, from);
  child.stdout?.resume();
  const late = setTimeout(() => child.kill("SIGKILL"), startMs);
  const { code, signal } = await ended;
  clearTimeout(late);
  return { code, signal, said: said() };
};

/** A start that is expected to fail. */
export const failToStart = (home: string, settings: Settings): ReturnType<typeof runToEnd> =>
  runToEnd("all", home, settings);

/** Resolves to how it ended, or to nothing when it was still running after `ms` milliseconds. */
export const endWithin = async (ended: Promise<Ended>, ms: number): Promise<Ended | undefined> => {
  const late = new AbortController();
  const timeUp = new Promise<undefined>((resolve) => {
    const timer = setTimeout(() => resolve(undefined), ms);
    late.signal.addEventListener("abort", () => clearTimeout(timer));
  });
  const first = await Promise.race([ended, timeUp]);
  late.abort();
  return first;
};

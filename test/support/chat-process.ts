import type { ChildProcess } from "node:child_process";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface Ended {
  readonly code: number | null;
  readonly signal: string | null;
}

export interface ChatProcess {
  /** As printed: `http://localhost:<port>`. */
  readonly address: string;
  readonly ended: Promise<Ended>;
  /** Everything that the process has said on its standard error. */
  said(): string;
  signal(signal: "SIGTERM" | "SIGKILL"): void;
}

/** What it starts with; PATH is added. */
export type Settings = Readonly<Record<string, string>>;

/** A directory of its own for a process's data and its standard error. */
export const aHome = (): string => mkdtempSync(join(tmpdir(), "chat-blackbox-"));

export const removeHome = (home: string): void => {
  rmSync(home, { recursive: true, force: true });
};

/** The sources, not `dist/`: a test never runs yesterday's code. */
const command = ["--import", "tsx", "handlers/entries/all.ts"];
const startMs = 30_000;

const endedBy = ([code, signal]: [number | null, string | null]): Ended => ({ code, signal });

const launch = (home: string, settings: Settings) => {
  const log = join(home, `stderr-${String(process.hrtime.bigint())}.log`);
  const stderr = openSync(log, "a");
  const env = { PATH: process.env.PATH ?? "", PORT: "0", DATA_DIR: join(home, "data"), ...settings };
  const child = spawn(process.execPath, command, { env, stdio: ["ignore", "pipe", stderr] });
  closeSync(stderr);
  const ended = once(child, "exit").then((how) => endedBy(how as [number | null, string | null]));
  return { child, ended, said: () => readFileSync(log, "utf8") };
};

/** Empty when the output ended without one. */
const printedAddress = (child: ChildProcess): Promise<string> =>
  new Promise((resolve) => {
    let printed = "";
    child.stdout?.on("data", (chunk: Buffer) => {
      printed += chunk.toString();
      const address = /The chat is running at (\S+)\n/.exec(printed)?.[1];
      if (address !== undefined) resolve(address);
    });
    child.stdout?.on("end", () => resolve(""));
  });

/** The whole chat in one process; resolves when it has printed its address. @param home keeps its data and its log. */
export const startChat = async (home: string, settings: Settings): Promise<ChatProcess> => {
  const { child, ended, said } = launch(home, settings);
  const late = setTimeout(() => child.kill("SIGKILL"), startMs);
  const address = await printedAddress(child);
  clearTimeout(late);
  if (address === "") {
    const { code, signal } = await ended;
    throw new Error(`The chat ended before it had started (${String(code ?? signal)}):\n${said()}`);
  }
  return { address, ended, said, signal: (signal) => void child.kill(signal) };
};

/** A start that is expected to fail: how it ended, and what it said. */
export const failToStart = async (home: string, settings: Settings): Promise<Ended & { readonly said: string }> => {
  const { child, ended, said } = launch(home, settings);
  child.stdout?.resume();
  const late = setTimeout(() => child.kill("SIGKILL"), startMs);
  const { code, signal } = await ended;
  clearTimeout(late);
  return { code, signal, said: said() };
};

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

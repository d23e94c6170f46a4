import type { ChildProcess } from "node:child_process";
import { fork } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { closeSync, cpSync, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";

import type { Guard } from "../services/guard.ts";
import { startGuard } from "../services/guard.ts";
import type { Failure } from "./function-error.ts";
import { FunctionError } from "./function-error.ts";

export interface Invocation {
  /** Then the function is killed, as Lambda does. */
  readonly timeoutMs?: number;
}

/**
 * One execution environment of a function, as Lambda keeps them: a process that takes one event at a time, and is frozen
 * whenever it works on none. Nothing happens in it then: no timer fires, and no heartbeat is sent.
 */
export interface Environment {
  readonly pid: number;
  /** Whether it can still be invoked. */
  readonly isAlive: boolean;
  /** Whether it works on an event now. */
  readonly isBusy: boolean;
  /** @throws FunctionError */
  invoke<T = unknown>(event: unknown, invocation?: Invocation): Promise<T>;
  freeze(): void;
  /** Lambda never does so between invocations; a test may. */
  thaw(): void;
  signal(signal: NodeJS.Signals): void;
  /** Everything that it has written; still there when it has ended. */
  said(): string;
  /** It is gone, and its files are. Safe twice. */
  end(): Promise<void>;
}

interface Answer {
  readonly result?: unknown;
  readonly failure?: Failure;
}

const runtime = join(import.meta.dirname, "runtime.mjs");
const usualTimeoutMs = 30_000;
/** A start takes half a second, on a machine that is busy otherwise many times as long. */
const startMs = 60_000;

let guard: Guard | undefined;

/** A run that is interrupted leaves no process behind, also none that is frozen. */
const theGuard = (): Guard => (guard ??= startGuard("KILL"));

/** The function alone: beside it lies nothing that it could find by accident. */
const deploy = (bundlePath: string): { readonly home: string; readonly task: string } => {
  const home = mkdtempSync(join(tmpdir(), "chat-function-"));
  theGuard().willRemove(home);
  const task = join(home, "task");
  cpSync(dirname(bundlePath), task, { recursive: true });
  return { home, task };
};

class ChildEnvironment implements Environment {
  readonly #home: string;
  readonly #child: ChildProcess;
  readonly #ended: Promise<unknown>;
  #answer: ((answer: Answer) => void) | undefined;
  #isAlive = true;
  #lastSaid: string | undefined;

  constructor(bundlePath: string, env: Readonly<Record<string, string>>) {
    const { home, task } = deploy(bundlePath);
    this.#home = home;
    const log = openSync(this.#log, "a");
    const name = basename(dirname(bundlePath));
    this.#child = fork(runtime, [join(task, basename(bundlePath)), name], {
      cwd: task,
      env: { PATH: process.env.PATH ?? "", TZ: "UTC", AWS_LAMBDA_FUNCTION_NAME: name, ...env },
      execArgv: ["--enable-source-maps"],
      stdio: ["ignore", log, log, "ipc"],
    });
    closeSync(log);
    theGuard().watch(this.pid);
    this.#ended = once(this.#child, "exit").then(() => this.#wentAway());
    this.#child.on("message", (said) => this.#hear(said as Answer | "ready"));
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  get isAlive(): boolean {
    return this.#isAlive;
  }

  get isBusy(): boolean {
    return this.#answer !== undefined;
  }

  /** Resolves when the function is loaded. */
  async start(): Promise<void> {
    const { failure } = await this.#answered(() => {}, startMs);
    if (failure) throw new FunctionError({ ...failure, trace: this.said() });
  }

  async invoke<T>(event: unknown, { timeoutMs = usualTimeoutMs }: Invocation = {}): Promise<T> {
    if (this.#answer) throw new Error("An execution environment takes one event at a time.");
    const { failure, result } = await this.#answered(() => this.#ask(event, timeoutMs), timeoutMs);
    if (failure) throw new FunctionError(failure);
    return result as T;
  }

  freeze(): void {
    this.signal("SIGSTOP");
  }

  thaw(): void {
    this.signal("SIGCONT");
  }

  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  said(): string {
    return this.#lastSaid ?? readFileSync(this.#log, "utf8");
  }

  async end(): Promise<void> {
    this.#isAlive = false;
    this.signal("SIGKILL");
    await this.#ended;
    this.#lastSaid ??= this.said();
    rmSync(this.#home, { recursive: true, force: true });
  }

  get #log(): string {
    return join(this.#home, "said.log");
  }

  #ask(event: unknown, timeoutMs: number): void {
    this.thaw();
    // A process that is gone takes no question; that it went is heard by itself.
    this.#child.send({ event, requestId: randomUUID(), deadline: Date.now() + timeoutMs }, () => {});
  }

  async #answered(ask: () => void, timeoutMs: number): Promise<Answer> {
    if (!this.#isAlive) return { failure: exited };
    const answer = new Promise<Answer>((resolve) => (this.#answer = resolve));
    const late = setTimeout(() => this.#kill(timeoutMs), timeoutMs);
    ask();
    return answer.finally(() => clearTimeout(late));
  }

  /** The answer is there, so nothing of it can be caught in a frozen process. */
  #hear(said: Answer | "ready"): void {
    this.freeze();
    this.#settle(said === "ready" ? {} : said);
  }

  #kill(timeoutMs: number): void {
    this.#isAlive = false;
    this.signal("SIGKILL");
    const errorMessage = `Task timed out after ${(timeoutMs / 1_000).toFixed(2)} seconds`;
    this.#settle({ failure: { errorType: "Sandbox.Timedout", errorMessage } });
  }

  #wentAway(): void {
    this.#isAlive = false;
    theGuard().forget(this.pid);
    this.#settle({ failure: exited });
  }

  #settle(answer: Answer): void {
    const settle = this.#answer;
    this.#answer = undefined;
    settle?.(answer);
  }
}

const exited: Failure = { errorType: "Runtime.ExitError", errorMessage: "The process of the function has ended." };

/**
 * Starts a function from its file, as it is deployed: beside it is what lies in its folder, and nothing else.
 * @param env all of its environment; PATH is added. @throws FunctionError when it cannot be loaded
 */
export const startEnvironment = async (
  bundlePath: string,
  env: Readonly<Record<string, string>>,
): Promise<Environment> => {
  const environment = new ChildEnvironment(bundlePath, env);
  try {
    await environment.start();
  } catch (error) {
    await environment.end();
    throw error;
  }
  return environment;
};

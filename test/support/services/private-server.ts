import type { ChildProcess } from "node:child_process";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

import type { Guard } from "./guard.ts";
import { startGuard } from "./guard.ts";
import type { Owner } from "./home.ts";

/** A server of the tests' own, on a free port, which they may therefore end in any way. */
export interface Service {
  readonly url: string;
  /** Of the process that runs now. @throws when none does */
  readonly pid: number;
  /** For SIGSTOP, SIGCONT and the like. */
  signal(signal: NodeJS.Signals): void;
  /** SIGKILL; what it keeps stays, and so does its address. */
  kill(): Promise<void>;
  /** An end as an operator asks for it; what it keeps stays. */
  halt(): Promise<void>;
  /** Runs again, at the same address, with what it kept; one that runs is halted first. */
  restart(): Promise<void>;
  /** Ends it for good: nothing of it is left. Safe twice. */
  stop(): Promise<void>;
}

export interface Recipe {
  readonly name: string;
  readonly url: string;
  readonly home: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly owner?: Owner | undefined;
  readonly haltWith: "SIGTERM" | "SIGINT";
  /** How a guard ends it: at once, and with all of its processes. */
  readonly endWith: "KILL" | "QUIT";
  readonly isUp: () => Promise<boolean>;
  /** Whether it keeps what it has promised to keep; a SIGKILL waits for it. */
  readonly isSettled?: () => boolean;
}

const startMs = 60_000;
const settleMs = 10_000;
const lookEveryMs = 20;

class PrivateServer implements Service {
  readonly #recipe: Recipe;
  readonly #guard: Guard;
  #child: ChildProcess | undefined;
  #stopped: Promise<void> | undefined;

  constructor(recipe: Recipe) {
    this.#recipe = recipe;
    this.#guard = startGuard(recipe.endWith);
    this.#guard.willRemove(recipe.home);
  }

  get url(): string {
    return this.#recipe.url;
  }

  get pid(): number {
    if (this.#child?.pid === undefined) throw new Error(`${this.#recipe.name} does not run.`);
    return this.#child.pid;
  }

  signal(signal: NodeJS.Signals): void {
    process.kill(this.pid, signal);
  }

  async kill(): Promise<void> {
    const { name, isSettled = () => true } = this.#recipe;
    const until = Date.now() + settleMs;
    while (!isSettled()) {
      if (Date.now() > until) throw new Error(`${name} does not write down what it has to keep.`);
      await pause(lookEveryMs);
    }
    await this.#end("SIGKILL");
  }

  halt(): Promise<void> {
    return this.#end(this.#recipe.haltWith);
  }

  async restart(): Promise<void> {
    await this.halt();
    await this.start();
  }

  stop(): Promise<void> {
    this.#stopped ??= this.#end(`SIG${this.#recipe.endWith}`).then(() => this.#guard.dismiss());
    return this.#stopped;
  }

  /** A server that was killed may leave something behind that hinders the next one for a moment: it is started again. */
  async start(): Promise<void> {
    const until = Date.now() + startMs;
    this.#launch();
    while (!(await this.#recipe.isUp())) {
      if (Date.now() > until) throw new Error(`${this.#recipe.name} did not start:\n${this.#said()}`);
      await pause(lookEveryMs);
      if (!this.#child) this.#launch();
    }
  }

  #launch(): void {
    const { command, args, env, owner, home } = this.#recipe;
    const log = openSync(this.#log, "a");
    const stdio = ["ignore", log, log] as const;
    const own = { PATH: process.env.PATH ?? "", HOME: home, LANG: "C.UTF-8", ...env };
    const child = spawn(command, args, { cwd: home, detached: true, stdio: [...stdio], env: own, ...owner });
    closeSync(log);
    child.on("error", () => {});
    const { pid } = child;
    if (pid === undefined) return;
    this.#child = child;
    this.#guard.watch(pid);
    child.on("exit", () => {
      this.#child = undefined;
      this.#guard.forget(pid);
    });
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const child = this.#child;
    if (!child) return;
    const ended = once(child, "exit");
    child.kill(signal);
    await ended;
  }

  get #log(): string {
    return join(this.#recipe.home, "server.log");
  }

  #said(): string {
    return readFileSync(this.#log, "utf8").split("\n").slice(-20).join("\n");
  }
}

/** Resolves when the server takes requests. */
export const startServer = async (recipe: Recipe): Promise<Service> => {
  const server = new PrivateServer(recipe);
  try {
    await server.start();
  } catch (error) {
    await server.stop();
    throw error;
  }
  return server;
};

import type { ChildProcess } from "node:child_process";
import { spawn } from "node:child_process";
import { once } from "node:events";

/** A shell in which one command runs, as somebody types it. */
export class Terminal {
  readonly #child: ChildProcess;
  #output = "";

  constructor(command: string, directory: string, env: Readonly<Record<string, string>>) {
    // A group of its own, so that what npm starts can be ended together with npm.
    this.#child = spawn("bash", ["-c", command], { cwd: directory, env: { ...process.env, ...env }, detached: true });
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.on("data", (chunk) => {
        this.#output += String(chunk);
        this.#child.emit("output");
      });
    }
  }

  get output(): string {
    return this.#output;
  }

  type(line: string): void {
    this.#child.stdin?.write(`${line}\n`);
  }

  /** Waits until the screen shows this. */
  async shows(text: string | RegExp): Promise<void> {
    const shown = (): boolean => (typeof text === "string" ? this.#output.includes(text) : text.test(this.#output));
    while (!shown()) {
      if (this.#child.exitCode !== null) throw new Error(`It ended without showing ${String(text)}:\n${this.#output}`);
      await Promise.race([once(this.#child, "output"), once(this.#child, "exit")]);
    }
  }

  /** The exit code. */
  async ends(): Promise<number | null> {
    if (!this.#hasEnded) await once(this.#child, "close");
    return this.#child.exitCode;
  }

  /** Ctrl+C. */
  async interrupt(): Promise<void> {
    if (this.#hasEnded || this.#child.pid === undefined) return;
    const ended = this.ends();
    process.kill(-this.#child.pid, "SIGINT");
    await ended;
  }

  get #hasEnded(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null;
  }
}

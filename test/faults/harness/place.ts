import { readFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import type { ChatProcess, Code, Role, Settings } from "../../support/chat-process.ts";
import { endWithin } from "../../support/chat-process.ts";
import { freePort } from "../../support/services/free-port.ts";
import type { Tiers } from "../../support/tiers.ts";
import { eventually } from "../../support/wait.ts";

/** A clean end takes no longer than this, in milliseconds. */
const graceMs = 10_000;
/** For how long whatever cannot start is started again, in milliseconds. */
const supervisedMs = 30_000;

interface Ready {
  readonly status: string;
}

const given = new Set<number>();

/** Lines that are played at the same time look for ports at the same time. */
const portOfItsOwn = async (): Promise<string> => {
  for (;;) {
    const port = await freePort();
    if (given.has(port)) continue;
    given.add(port);
    return String(port);
  }
};

/** Where one process of a role runs, and runs again at the same address after its end. */
export class Place {
  readonly name: string;
  readonly role: Role;
  readonly #tiers: Tiers;
  readonly #settings: Settings;
  readonly #said: string[] = [];
  /** What went wrong here, in sentences. */
  readonly wrongs: string[] = [];
  #process: ChatProcess | undefined;
  #mayEnd = false;

  private constructor(tiers: Tiers, role: Role, index: number, settings: Settings) {
    this.#tiers = tiers;
    this.role = role;
    this.name = `${role}${index}`;
    this.#settings = settings;
  }

  static async open(tiers: Tiers, role: Role, index: number, settings: Settings): Promise<Place> {
    const port = await portOfItsOwn();
    const ports = { PORT: port, GATEWAY_PORT: port, HEALTH_PORT: port };
    return new Place(tiers, role, index, { ...settings, ...ports });
  }

  get address(): string {
    return this.#running.address;
  }

  get pid(): number {
    return this.#running.pid;
  }

  /** Everything that its processes have said. */
  get said(): string {
    return [...this.#said, this.#process?.said() ?? ""].join("");
  }

  /**
   * @param more what only this start has, as FAILPOINTS
   * @param code another version's
   */
  async start(more: Settings = {}, code?: Code): Promise<void> {
    const started = await this.#startAgainAndAgain({ ...this.#settings, ...more }, code);
    this.#process = started;
    this.#mayEnd = more.FAILPOINTS !== undefined;
    void started.ended.then(({ code, signal }) => {
      this.#said.push(started.said());
      this.#process = undefined;
      if (!this.#mayEnd) this.wrongs.push(`${this.name} ended by itself with ${String(code ?? signal)}`);
    });
  }

  /** As a supervisor does: what a service is away for says so, ends, and is started again. */
  async #startAgainAndAgain(settings: Settings, code?: Code): Promise<ChatProcess> {
    const until = performance.now() + supervisedMs;
    for (;;) {
      try {
        return await this.#tiers.start(this.role, settings, code);
      } catch (error) {
        if (performance.now() > until) throw error;
        await pause(500);
      }
    }
  }

  signal(signal: "SIGSTOP" | "SIGCONT"): void {
    this.#running.signal(signal);
  }

  async kill(): Promise<void> {
    const process = this.#running;
    this.#mayEnd = true;
    process.signal("SIGKILL");
    await process.ended;
  }

  /** SIGTERM: it ends by itself, with 0 and in time. */
  async terminate(): Promise<void> {
    const process = this.#running;
    this.#mayEnd = true;
    process.signal("SIGTERM");
    const ended = await endWithin(process.ended, graceMs);
    if (ended?.code !== 0) {
      const how = ended ? `ended with ${String(ended.code ?? ended.signal)}` : "did not end in time";
      this.wrongs.push(`${this.name} was told to end and ${how}`);
    }
    if (!ended) await this.kill();
  }

  /** Resolves when it has ended of what it was started with. */
  async died(withinMs: number): Promise<void> {
    await eventually(async () => this.#process === undefined || undefined, `${this.name} has died`, withinMs);
  }

  /** Resolves when it stands still, stopped by what it was started with. */
  async stopped(withinMs: number): Promise<void> {
    const isStopped = (): boolean => /^State:\s+T/m.test(readFileSync(`/proc/${this.pid}/status`, "utf8"));
    await eventually(async () => isStopped() || undefined, `${this.name} stands still`, withinMs);
  }

  get isRunning(): boolean {
    return this.#process !== undefined;
  }

  /** `ready`, `degraded` or `not_ready`; `silent` without an answer. */
  async readiness(): Promise<string> {
    if (!this.#process) return "ended";
    try {
      const answer = await fetch(`${this.#process.address}/readyz`, { signal: AbortSignal.timeout(2_000) });
      return ((await answer.json()) as Ready).status;
    } catch {
      return "silent";
    }
  }

  /** One of its figures, as it tells Prometheus. */
  async figure(name: string): Promise<number> {
    const text = await (await fetch(`${this.address}/metrics`)).text();
    return Number(new RegExp(`^${name} (\\S+)$`, "m").exec(text)?.[1] ?? 0);
  }

  get #running(): ChatProcess {
    if (!this.#process) throw new Error(`${this.name} does not run.`);
    return this.#process;
  }
}

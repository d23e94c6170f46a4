import type { Handshake } from "./driving/wire-socket.ts";
import type { Role } from "./role.ts";

export type RoleName = "http" | "gateway" | "consumer";

/** One side of the comparison: three processes that speak the same HTTP and nearly the same socket. */
export interface Stack {
  readonly name: "product" | "bare";
  role(name: RoleName): Role;
  /** Ends the process if it runs. */
  stop(name: RoleName): Promise<void>;
  start(name: RoleName): Promise<void>;
  handshake(userId: string, rooms: readonly string[]): Promise<Handshake>;
  token(userId: string): Promise<string>;
  /** @param room its maker, and then everybody else */
  createRoom(id: string, members: readonly string[]): Promise<void>;
  close(): Promise<void>;
}

/** Starts, ends and knows the three processes. */
export class Roles {
  readonly #launch: (name: RoleName) => Promise<Role>;
  readonly #running = new Map<RoleName, Role>();

  constructor(launch: (name: RoleName) => Promise<Role>) {
    this.#launch = launch;
  }

  get(name: RoleName): Role {
    const role = this.#running.get(name);
    if (!role) throw new Error(`The ${name} does not run.`);
    return role;
  }

  async start(name: RoleName): Promise<void> {
    if (!this.#running.has(name)) this.#running.set(name, await this.#launch(name));
  }

  async stop(name: RoleName): Promise<void> {
    await this.#running.get(name)?.stop();
    this.#running.delete(name);
  }

  async startAll(): Promise<void> {
    await Promise.all((["http", "gateway", "consumer"] as const).map((name) => this.start(name)));
  }

  async stopAll(): Promise<void> {
    await Promise.all([...this.#running.keys()].map((name) => this.stop(name)));
  }
}

/** A figure of the process, as its /metrics says it. */
export const metric = async (role: Role, name: string): Promise<number> => {
  const text = await (await fetch(`${role.url}/metrics`)).text();
  return Number(new RegExp(`^${name} (\\S+)$`, "m").exec(text)?.[1] ?? 0);
};

/** How many commands this consumer has brought to their end since it started. */
export const appliedBy = (stack: Stack): Promise<number> =>
  metric(stack.role("consumer"), "chat_commands_applied_total");

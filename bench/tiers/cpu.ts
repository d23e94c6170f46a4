import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { drive } from "./driver.ts";
import type { Job, Measured } from "./driving/job.ts";
import type { Services } from "./services.ts";
import { settled } from "./settle.ts";
import type { Stack } from "./stack.ts";

/** Milliseconds per tick of /proc: Linux says 100 ticks a second to everybody. */
const tickMs = 10;

interface Usage {
  readonly parent: number;
  readonly ms: number;
}

/** What a process has used since it began, with its ended children; nothing when it is not there. */
const usageOf = (pid: number | string): Usage | undefined => {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The name, in brackets, may hold anything.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    const ticks = fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0);
    return { parent: Number(fields[1]), ms: ticks * tickMs };
  } catch {
    return undefined;
  }
};

const processes = (): string[] => readdirSync("/proc").filter((name) => /^\d+$/.test(name));

/** With its living children, since a PostgreSQL is one process for every connection. */
const familyMs = (pid: string): number =>
  processes().reduce((sum, each) => {
    const usage = usageOf(each);
    return usage && (each === pid || usage.parent === Number(pid)) ? sum + usage.ms : sum;
  }, 0);

const socketsOf = (pid: string): string[] => {
  try {
    return readdirSync(`/proc/${pid}/fd`).map((fd) => readlinkSync(`/proc/${pid}/fd/${fd}`));
  } catch {
    return [];
  }
};

const listening = "0A";

/** Who listens on a port of this machine, as far as this user may see it. The lowest id: a parent. */
const listenerOn = (port: string): string | undefined => {
  const hex = Number(port).toString(16).toUpperCase().padStart(4, "0");
  const lines = ["/proc/net/tcp", "/proc/net/tcp6"].flatMap((path) => readFileSync(path, "utf8").split("\n"));
  const inodes = lines
    .map((line) => line.trim().split(/\s+/))
    .filter(([, local, , state]) => state === listening && local?.endsWith(`:${hex}`))
    .map((fields) => `socket:[${fields[9] ?? ""}]`);
  const owners = processes().filter((pid) => socketsOf(pid).some((socket) => inodes.includes(socket)));
  return owners.sort((a, b) => Number(a) - Number(b))[0];
};

const kinds = {
  broker: { url: "amqpUrl", port: "5672" },
  database: { url: "databaseUrl", port: "5432" },
  redis: { url: "redisUrl", port: "6379" },
} as const;

type Kind = keyof typeof kinds;

/** What each service on this machine has used, in milliseconds; those elsewhere are left out. */
export class ServiceCpu {
  readonly #pids: readonly (readonly [Kind, string])[];

  constructor(services: Services) {
    const found = (Object.keys(kinds) as Kind[]).map((kind) => {
      const port = new URL(services[kinds[kind].url]).port || kinds[kind].port;
      return [kind, process.platform === "linux" ? listenerOn(port) : undefined] as const;
    });
    this.#pids = found.flatMap(([kind, pid]) => (pid === undefined ? [] : [[kind, pid] as const]));
  }

  now(): Readonly<Partial<Record<Kind, number>>> {
    return Object.fromEntries(this.#pids.map(([kind, pid]) => [kind, familyMs(pid)]));
  }
}

const roleNames = ["http", "gateway", "consumer"] as const;

const usedBy = (stack: Stack, services: ServiceCpu): Readonly<Record<string, number>> => {
  const each = roleNames.map((name) => [name, usageOf(stack.role(name).pid)?.ms ?? 0] as const);
  const roles = each.reduce((sum, [, ms]) => sum + ms, 0);
  return { roles, ...Object.fromEntries(each), ...services.now() };
};

/** @returns the microseconds per message that `work` costs all roles, each of them, and each service. */
const cpuPerMessage = async (
  { stack, services }: { readonly stack: Stack; readonly services: ServiceCpu },
  messages: number,
  work: () => Promise<void>,
): Promise<Readonly<Record<string, number>>> => {
  const before = usedBy(stack, services);
  await work();
  const after = usedBy(stack, services);
  const share = (who: string, ms: number): number => (((after[who] ?? ms) - ms) * 1_000) / messages;
  return Object.fromEntries(Object.entries(before).map(([who, ms]) => [who, share(who, ms)]));
};

/** Has a driver work, until all that it posted is through, and counts what that costs. */
export const driveAndCount = async (
  { stack, services }: { readonly stack: Stack; readonly services: ServiceCpu },
  messages: number,
  job: Job,
): Promise<Measured> =>
  drive(job, async (run) => {
    let measured: Measured = {};
    const cpu = await cpuPerMessage({ stack, services }, messages, async () => {
      measured = await settled(stack, messages, run);
    });
    return { ...measured, ...cpu };
  });

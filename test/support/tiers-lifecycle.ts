import { afterEach, jest } from "@jest/globals";

import type { ChatProcess } from "./chat-process.ts";
import type { Service } from "./services/private-server.ts";
import type { ServiceUrls } from "./tiers.ts";
import { givenServices, Tiers } from "./tiers.ts";
import { eventually } from "./wait.ts";

/** A start takes seconds, on a busy machine many. */
const patienceMs = 180_000;

/** For a test file: `aDeployment()` makes one, and nothing is left of it after each test. */
export const useDeployments = (): ((services?: ServiceUrls) => Promise<Tiers>) => {
  jest.setTimeout(patienceMs);
  const made: Tiers[] = [];
  afterEach(async () => {
    await Promise.all(made.splice(0).map((tiers) => tiers.clear()));
  });
  return async (services = givenServices()) => {
    const tiers = new Tiers(services);
    made.push(tiers);
    return tiers.prepare();
  };
};

/** For a test file: keeps servers that a test starts for itself alone, and stops them after it: call it after {@link useDeployments}. */
export const useServers = (): (<T extends Service>(start: () => Promise<T>) => Promise<T>) => {
  const started: Service[] = [];
  afterEach(async () => {
    await Promise.all(started.splice(0).map((service) => service.stop()));
  });
  return async (start) => {
    const service = await start();
    started.push(service);
    return service;
  };
};

/** One of a process's figures, as it tells Prometheus; nothing when it has none of this name. */
const figureOf = async ({ address }: ChatProcess, name: string): Promise<number | undefined> => {
  const text = await (await fetch(`${address}/metrics`)).text();
  const figure = new RegExp(`^${name} (\\S+)$`, "m").exec(text)?.[1];
  return figure === undefined ? undefined : Number(figure);
};

/** Waits until each of these consumers holds so many partitions. */
export const untilHeld = (held: ReadonlyMap<ChatProcess, number>, withinMs?: number): Promise<true> =>
  eventually(
    async () => {
      const isHeld = await Promise.all(
        [...held].map(async ([consumer, count]) => (await figureOf(consumer, "chat_partitions")) === count),
      );
      return isHeld.every(Boolean) || undefined;
    },
    `the consumers hold ${[...held.values()].join(" and ")} partitions`,
    withinMs,
  );

import type { ServiceVariable } from "./binaries.mjs";
import { binariesOf, variables } from "./binaries.mjs";
import { startPostgres } from "./postgres.ts";
import type { Service } from "./private-server.ts";
import { startRabbit } from "./rabbit.ts";
import { startRedis } from "./redis.ts";

const starts: Readonly<Record<ServiceVariable, () => Promise<Service>>> = {
  DATABASE_URL: startPostgres,
  AMQP_URL: startRabbit,
  REDIS_URL: startRedis,
};

const isNeeded = (variable: ServiceVariable): boolean =>
  !process.env[variable] && binariesOf(variables[variable]) !== undefined;

const started = new Map<ServiceVariable, Service>();
let users = 0;
let starting: Promise<unknown> | undefined;

const start = async (variable: ServiceVariable): Promise<void> => {
  const service = await starts[variable]();
  started.set(variable, service);
  process.env[variable] = service.url;
};

const stopAll = async (): Promise<void> => {
  starting = undefined;
  for (const variable of started.keys()) Reflect.deleteProperty(process.env, variable);
  await Promise.all([...started.values()].map((service) => service.stop()));
  started.clear();
};

/**
 * Starts what DATABASE_URL, AMQP_URL and REDIS_URL do not name and this machine can run, once however many kinds of tests
 * ask for it, and hands their addresses over in those variables.
 */
export const provideServices = async (): Promise<void> => {
  users += 1;
  const needed = (Object.keys(starts) as ServiceVariable[]).filter(isNeeded);
  starting ??= Promise.all(needed.map(start));
  await starting;
};

/** Called as often as {@link provideServices}; the last call stops them. */
export const dismissServices = async (): Promise<void> => {
  users -= 1;
  if (users === 0) await stopAll();
};

import { connect } from "amqplib";
import { Redis } from "ioredis";
import pg from "pg";
import { dismissServices, provideServices } from "../../test/support/services/provide.ts";

/** Where the services answer, and names in them that are nobody else's. */
export interface Services {
  readonly databaseUrl: string;
  readonly amqpUrl: string;
  readonly redisUrl: string;
  /** Begins the name of everything that a run makes. */
  readonly namespace: string;
}

const query = async (url: string, sql: string): Promise<unknown> => {
  const client = new pg.Client(url);
  await client.connect();
  try {
    const { rows } = await client.query<Record<string, unknown>>(sql);
    return Object.values(rows[0] ?? {})[0];
  } finally {
    await client.end();
  }
};

const databaseName = ({ namespace }: Services): string => namespace.replaceAll("-", "_");

const addresses = (): Omit<Services, "namespace"> => {
  const { DATABASE_URL: databaseUrl, AMQP_URL: amqpUrl, REDIS_URL: redisUrl } = process.env;
  if (databaseUrl && amqpUrl && redisUrl) return { databaseUrl, amqpUrl, redisUrl };
  throw new Error("Set DATABASE_URL, AMQP_URL and REDIS_URL, or install the three servers.");
};

export interface OwnServices extends Services {
  /** What the run has made is gone afterwards: the database, and the queues of these names. */
  close(queues: readonly string[]): Promise<void>;
}

const cleanUp = async (services: Services, databaseUrl: string, queues: readonly string[]): Promise<void> => {
  await query(databaseUrl, `drop database if exists ${databaseName(services)} with (force)`);
  const broker = await connect(services.amqpUrl);
  const channel = await broker.createChannel();
  for (const queue of queues) await channel.deleteQueue(queue);
  await channel.deleteExchange(`${services.namespace}.dead-letters`);
  await broker.close();
  await dismissServices();
};

/** The services that DATABASE_URL, AMQP_URL and REDIS_URL name, or private ones; in them a database of the run's own. */
export const openServices = async (): Promise<OwnServices> => {
  await provideServices();
  const given = addresses();
  const services = { ...given, namespace: `bench-${process.pid}` };
  await query(given.databaseUrl, `create database ${databaseName(services)}`);
  const own = new URL(given.databaseUrl);
  own.pathname = `/${databaseName(services)}`;
  const close = (queues: readonly string[]): Promise<void> => cleanUp(services, given.databaseUrl, queues);
  return { ...services, databaseUrl: own.href, close };
};

const rabbitVersion = async (url: string): Promise<string> => {
  const broker = await connect(url);
  const { version } = broker.connection.serverProperties;
  await broker.close();
  return version;
};

const redisVersion = async (url: string): Promise<string> => {
  const redis = new Redis(url);
  const info = await redis.info("server");
  await redis.quit();
  return /redis_version:(\S+)/.exec(info)?.[1] ?? "unknown";
};

export const versionsOf = async ({ databaseUrl, amqpUrl, redisUrl }: Services): Promise<string> => {
  const postgres = String(await query(databaseUrl, "show server_version")).split(" ")[0];
  return `PostgreSQL ${String(postgres)}, RabbitMQ ${await rabbitVersion(amqpUrl)}, Redis ${await redisVersion(redisUrl)}`;
};

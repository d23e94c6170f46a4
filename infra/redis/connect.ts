import type { RedisOptions } from "ioredis";
import { Redis } from "ioredis";
import type { LinkTelemetry } from "./link.ts";

/** An operator's mistake, or a Redis that is not there yet; the message says where it was looked for and what to do. */
export class RedisUnreachable extends Error {
  override readonly name = "RedisUnreachable";
}

export interface RedisConnection {
  /** As in `rediss://user:password@host:6379`. */
  readonly url: string;
  /** What Redis lists this connection as. */
  readonly name: string;
  readonly telemetry: LinkTelemetry;
}

/** A connection over which something is asked and nothing comes is replaced after so many milliseconds, also a new one. */
const silentMs = 5_000;
const baseMs = 50;
/** Once Redis is back, live events flow again within two seconds: both those who say and those who hear have to connect. */
const capMs = 1_000;

/** Milliseconds until the next attempt, half of them random, so that processes do not come back together. */
const backoff = (attempt: number): number => Math.min(capMs, baseMs * 2 ** (attempt - 1)) * (0.5 + Math.random() / 2);

/**
 * Nothing waits for a connection: what cannot be sent at once fails at once. A live event delivered a minute late is
 * noise, and what was subscribed is asked for anew by whoever wants it, who alone knows what is still wanted.
 * Commands are not pipelined automatically: that costs a turn of the event loop, and one write for all is had cheaper.
 */
const options = {
  lazyConnect: true,
  enableOfflineQueue: false,
  maxRetriesPerRequest: 0,
  autoResubscribe: false,
  autoResendUnfulfilledCommands: false,
  retryStrategy: backoff,
  connectTimeout: silentMs,
  socketTimeout: silentMs,
  disconnectTimeout: 100,
} satisfies RedisOptions;

/**
 * A connection that is there, and comes back for ever when it is lost. Whoever opened it ends it with `disconnect()`.
 * @throws RedisUnreachable when it cannot be made.
 */
export const connectRedis = async ({ url, name, telemetry }: RedisConnection): Promise<Redis> => {
  const redis = new Redis(url, { ...options, connectionName: name });
  let why = "it did not answer";
  redis.on("error", (error) => {
    why = reasonOf(error);
  });
  try {
    await redis.connect();
  } catch {
    // What it rejects with says only that the connection was closed.
    redis.disconnect();
    throw new RedisUnreachable(
      `Redis cannot be reached at ${addressOf(url)}: ${why}. Start it there, or correct REDIS_URL.`,
    );
  }
  tellOfChanges(redis, telemetry);
  return redis;
};

const tellOfChanges = (redis: Redis, telemetry: LinkTelemetry): void => {
  const closed = "the connection was closed";
  let why = closed;
  let isUp = true;
  telemetry.linkChanged("redis", true);
  redis.on("error", (error) => {
    why = reasonOf(error);
  });
  redis.on("close", () => {
    // Ended by us, or told of already.
    if (redis.status === "end" || !isUp) return;
    isUp = false;
    telemetry.linkChanged("redis", false, why);
  });
  redis.on("ready", () => {
    why = closed;
    if (!isUp) telemetry.linkChanged("redis", true);
    isUp = true;
  });
};

/** Without user and password. */
const addressOf = (url: string): string => {
  const { hostname, port } = new URL(url);
  return `${hostname}:${port === "" ? "6379" : port}`;
};

/** An attempt at several addresses fails with a code and without a message. */
const reasonOf = (error: NodeJS.ErrnoException): string => (error.message === "" ? (error.code ?? "") : error.message);

import { once } from "node:events";
import type { Redis } from "ioredis";
import type { Clock } from "../../core/ports/clock.ts";
import { within } from "../../core/ports/clock.ts";

/** In milliseconds: it is not worth much waiting, since what Redis is told is a hint. */
const answerMs = 100;
const connectMs = 400;

/** Makes a connection anew that does not answer, for a process that was stopped for a while. Never rejects. */
export const renewRedis = async (redis: Redis, clock: Clock): Promise<void> => {
  const answer = await within(clock, answerMs, redis.ping()).catch(() => undefined);
  if (answer !== undefined) return;
  const isReady = once(redis, "ready").catch(() => undefined);
  if (redis.status === "ready") redis.disconnect(true);
  await within(clock, connectMs, isReady);
};

import type { LimitsOf } from "../../../core/entities/limits.ts";
import type { RateLimiter } from "../../../core/ports/rate-limiter.ts";
import type { Config, Role } from "../../../infra/config.ts";
import { RedisRateLimiter } from "../../../infra/redis/rate-limiter.ts";
import { renewRedis } from "../../../infra/redis/renew.ts";
import { systemClock } from "../../../infra/runtime/clock.ts";
import { MemoryRateLimiter } from "../../../infra/runtime/rate-limiter.ts";
import { Breaker } from "../../../infra/socketio/breaker.ts";
import type { Frame } from "./frame.ts";
import type { RedisConfig } from "./open-redis.ts";
import { openRedis } from "./open-redis.ts";

interface OpenedLimits {
  readonly limiter: RateLimiter;
  readonly limitsOf: LimitsOf;
  /** For a process that was stopped for a while; never rejects. */
  renew(): Promise<void>;
}

type LimitsConfig = Pick<Config, "limitsOf">;

/** Counted in this process, which is the only one. */
export const openLimitsAlone = ({ limitsOf }: LimitsConfig): OpenedLimits => ({
  limiter: new MemoryRateLimiter(),
  limitsOf,
  renew: async () => undefined,
});

/** Counted with all other processes, over a connection of its own: what is published waits for nothing here. @throws RedisUnreachable */
export const openLimits = async (
  frame: Frame,
  config: RedisConfig & LimitsConfig,
  role: Role,
): Promise<OpenedLimits> => {
  const redis = await openRedis(frame, config, `chat-${role}-limits`);
  const doubt = new Breaker(systemClock, () => redis.ping());
  frame.closing.add(() => doubt.end());
  const { namespace } = config;
  const alone = new MemoryRateLimiter();
  const limiter = new RedisRateLimiter({ redis, namespace, clock: systemClock, doubt, alone });
  return { limiter, limitsOf: config.limitsOf, renew: () => renewRedis(redis, systemClock) };
};

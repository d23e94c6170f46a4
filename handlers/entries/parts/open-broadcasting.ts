import type { Broadcaster } from "../../../core/ports/broadcaster.ts";
import type { Role } from "../../../infra/config.ts";
import { renewRedis } from "../../../infra/redis/renew.ts";
import { systemClock } from "../../../infra/runtime/clock.ts";
import { RedisBroadcaster } from "../../../infra/socketio/redis-broadcaster.ts";
import type { Frame } from "./frame.ts";
import type { RedisConfig } from "./open-redis.ts";
import { openRedis } from "./open-redis.ts";

interface Broadcasting {
  readonly part: Broadcaster;
  isUp(): boolean;
  /** For a process that was stopped for a while; never rejects. */
  renew(): Promise<void>;
}

/** @throws RedisUnreachable */
export const openBroadcasting = async (frame: Frame, config: RedisConfig, role: Role): Promise<Broadcasting> => {
  const redis = await openRedis(frame, config, `chat-${role}-publishing`);
  const broadcaster = new RedisBroadcaster(redis, config.namespace, systemClock, frame.telemetry);
  frame.closing.add(() => broadcaster.close());
  return { part: broadcaster, isUp: () => broadcaster.isUp, renew: () => renewRedis(redis, systemClock) };
};

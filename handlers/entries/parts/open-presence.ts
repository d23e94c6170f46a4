import { randomUUID } from "node:crypto";
import type { PresenceStore, PresenceTerms } from "../../../core/ports/presence-store.ts";
import type { Config, Role } from "../../../infra/config.ts";
import { RedisPresenceStore } from "../../../infra/redis/presence-store.ts";
import { renewRedis } from "../../../infra/redis/renew.ts";
import { systemClock } from "../../../infra/runtime/clock.ts";
import { Breaker } from "../../../infra/socketio/breaker.ts";
import type { Frame } from "./frame.ts";
import type { RedisConfig } from "./open-redis.ts";
import { openRedis } from "./open-redis.ts";

export interface OpenedPresence {
  readonly presence: PresenceStore;
  readonly presenceTerms: PresenceTerms;
  /** For a process that was stopped for a while; never rejects. */
  renew(): Promise<void>;
}

/** Kept with all other processes, over a connection of its own: what is read of thousands holds nobody up. @throws RedisUnreachable */
export const openPresence = async (
  frame: Frame,
  config: RedisConfig & Pick<Config, "presenceTerms">,
  role: Role,
): Promise<OpenedPresence> => {
  const redis = await openRedis(frame, config, `chat-${role}-presence`);
  const doubt = new Breaker(systemClock, () => redis.ping());
  frame.closing.add(() => doubt.end());
  const { namespace, presenceTerms } = config;
  const holder = randomUUID();
  const presence = new RedisPresenceStore({
    redis,
    namespace,
    holder,
    clock: systemClock,
    doubt,
    terms: presenceTerms,
  });
  return { presence, presenceTerms, renew: () => renewRedis(redis, systemClock) };
};

import type { Config } from "../../../infra/config.ts";
import { connectRedis } from "../../../infra/redis/connect.ts";
import type { Frame } from "./frame.ts";

export type RedisConfig = Pick<Config, "namespace"> & { readonly redisUrl: string };

/** A connection that ends with the process. @throws RedisUnreachable */
export const openRedis = async ({ redis: link, closing }: Frame, { redisUrl }: RedisConfig, name: string) => {
  const redis = await connectRedis({ url: redisUrl, name, telemetry: link.part(name) });
  closing.add(() => {
    redis.disconnect();
  });
  return redis;
};

import type { Broadcaster } from "../../../core/ports/broadcaster.ts";
import type { Config, Role } from "../../../infra/config.ts";
import { connectRedis } from "../../../infra/redis/connect.ts";
import { systemClock } from "../../../infra/runtime/clock.ts";
import type { ChatServer } from "../../../infra/socketio/chat-server.ts";
import { RedisBroadcaster } from "../../../infra/socketio/redis-broadcaster.ts";
import { RedisNoticeSource } from "../../../infra/socketio/redis-notice-source.ts";
import type { Frame } from "./frame.ts";

type NoticesConfig = Pick<Config, "namespace"> & { readonly redisUrl: string };

const connect = async ({ redis: link, closing }: Frame, { redisUrl }: NoticesConfig, name: string) => {
  const redis = await connectRedis({ url: redisUrl, name, telemetry: link.part(name) });
  closing.add(() => {
    redis.disconnect();
  });
  return redis;
};

/** @throws RedisUnreachable */
export const openBroadcasting = async (
  frame: Frame,
  config: NoticesConfig,
  role: Role,
): Promise<{ readonly part: Broadcaster; isUp(): boolean }> => {
  const redis = await connect(frame, config, `chat-${role}-publishing`);
  const broadcaster = new RedisBroadcaster(redis, config.namespace, systemClock, frame.telemetry);
  frame.closing.add(() => broadcaster.close());
  return { part: broadcaster, isUp: () => broadcaster.isUp };
};

export interface OpenedNotices {
  readonly part: RedisNoticeSource;
  isUp(): boolean;
}

/** What the server's sockets are told comes through it from now on. @throws RedisUnreachable */
export const openNoticeSource = async (
  frame: Frame,
  config: NoticesConfig,
  role: Role,
  io: ChatServer,
): Promise<OpenedNotices> => {
  const subscriber = await connect(frame, config, `chat-${role}-listening`);
  const publisher = await connect(frame, config, `chat-${role}-probing`);
  const source = new RedisNoticeSource({
    subscriber,
    publisher,
    key: config.namespace,
    clock: systemClock,
    telemetry: frame.telemetry,
    link: frame.redis.part("hearing"),
  });
  source.serve(io);
  frame.closing.add(() => source.close());
  return { part: source, isUp: () => source.isHearing };
};

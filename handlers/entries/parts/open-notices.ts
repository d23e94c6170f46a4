import type { Role } from "../../../infra/config.ts";
import { systemClock } from "../../../infra/runtime/clock.ts";
import type { ChatServer } from "../../../infra/socketio/chat-server.ts";
import { RedisNoticeSource } from "../../../infra/socketio/redis-notice-source.ts";
import type { Frame } from "./frame.ts";
import type { RedisConfig } from "./open-redis.ts";
import { openRedis } from "./open-redis.ts";

export interface OpenedNotices {
  readonly part: RedisNoticeSource;
  isUp(): boolean;
  /** Called each time that everything watched is heard again after it was not. */
  onResumed(run: () => void): void;
}

/** What the server's sockets are told comes through it from now on. @throws RedisUnreachable */
export const openNoticeSource = async (
  frame: Frame,
  config: RedisConfig,
  role: Role,
  io: ChatServer,
): Promise<OpenedNotices> => {
  const subscriber = await openRedis(frame, config, `chat-${role}-listening`);
  const publisher = await openRedis(frame, config, `chat-${role}-probing`);
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
  return { part: source, isUp: () => source.isHearing, onResumed: (run) => source.onResumed(run) };
};

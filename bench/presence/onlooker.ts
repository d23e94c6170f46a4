import { Redis } from "ioredis";

/** Watchers come and go, too. */
const watched = /#p:[^:]*:user-/;

/** Hears everything that the processes of a deployment publish through Redis. */
export class Onlooker {
  readonly #redis: Redis;
  /** Notices of who came or went, of those who are watched. */
  notices = 0;
  /** What the stock adapters ask each other, and answer. */
  requests = 0;

  private constructor(redis: Redis) {
    this.#redis = redis;
    redis.on("pmessage", (_pattern: string, channel: string) => {
      if (watched.test(channel)) this.notices += 1;
      else if (/-(request|response)#/.test(channel)) this.requests += 1;
    });
  }

  static async open(url: string, namespace: string): Promise<Onlooker> {
    const redis = new Redis(url);
    const onlooker = new Onlooker(redis);
    await redis.psubscribe(`${namespace}*`);
    return onlooker;
  }

  close(): void {
    this.#redis.disconnect();
  }
}

import { randomUUID } from "node:crypto";
import { afterEach, describe, expect, it } from "@jest/globals";
import type { Clock } from "../../core/ports/clock.ts";
import { connectRedis } from "../../infra/redis/connect.ts";
import { RedisRateLimiter } from "../../infra/redis/rate-limiter.ts";
import { systemClock } from "../../infra/runtime/clock.ts";
import { MemoryRateLimiter } from "../../infra/runtime/rate-limiter.ts";
import { Breaker } from "../../infra/socketio/breaker.ts";
import { FakeClock } from "../support/fake-clock.ts";
import { FakeTelemetry } from "../support/fakes.ts";
import { onRedis } from "../support/redis-server.ts";
import { TcpProxy } from "../support/tcp-proxy.ts";
import { eventually } from "../support/wait.ts";
import { aDraw, rateLimiterContract } from "./rate-limiter.ts";

const open = async (url: string, namespace = `test-${randomUUID()}`, clock: Clock = systemClock) => {
  const redis = await connectRedis({ url, name: "test", telemetry: new FakeTelemetry() });
  const doubt = new Breaker(systemClock, () => redis.ping());
  const limiter = new RedisRateLimiter({ redis, namespace, clock, doubt, alone: new MemoryRateLimiter() });
  const close = async (): Promise<void> => {
    doubt.end();
    redis.disconnect();
  };
  return { limiter, redis, doubt, close };
};

onRedis((url) => {
  rateLimiterContract("redis", () => open(url));

  describe("the rate limiter (redis) of several processes", () => {
    const closes: (() => Promise<void>)[] = [];
    afterEach(async () => {
      for (const close of closes.splice(0).toReversed()) await close();
    });
    const aProcess = async (...how: Parameters<typeof open>) => {
      const opened = await open(...how);
      closes.push(opened.close);
      return opened;
    };
    const aProxy = async () => {
      const proxy = await TcpProxy.open(url);
      closes.push(() => proxy.close());
      return proxy;
    };

    it("has one budget for all of a namespace, and another one for the next namespace", async () => {
      const [a, b, stranger] = [await aProcess(url, "test-one"), await aProcess(url, "test-one"), await aProcess(url)];
      const draw = aDraw(4);
      const taken = await Promise.all([a, b, a, b, a, b].map(async ({ limiter }) => limiter.take([draw])));
      expect(taken.flat().filter(({ isGranted }) => isGranted)).toHaveLength(4);
      expect((await stranger.limiter.take([draw]))[0]?.isGranted).toBe(true);
      expect(await a.redis.pttl(`test-one:limits:posts-per-user:${draw.owner}`)).toBeGreaterThan(0);
    });

    it("counts in each process while Redis is away, and nobody waits for it", async () => {
      const proxy = await aProxy();
      const [near, far] = [await aProcess(url, "test-two"), await aProcess(proxy.through(url), "test-two")];
      const draw = aDraw(2);
      await near.limiter.take([draw]);
      proxy.refuse();
      await eventually(async () => far.redis.status !== "ready" || undefined, "the connection is lost");
      const taken = [await far.limiter.take([draw]), await far.limiter.take([draw]), await far.limiter.take([draw])];
      expect(taken.flat().map(({ isGranted }) => isGranted)).toEqual([true, true, false]);
      proxy.heal();
      await eventually(async () => !far.doubt.isOpen || undefined, "Redis is found again");
      expect((await far.limiter.take([draw]))[0]).toMatchObject({ isGranted: true, remaining: 0 });
    });

    it("waits 100 ms for a Redis that says nothing, once", async () => {
      const proxy = await aProxy();
      const clock = new FakeClock();
      const { limiter } = await aProcess(proxy.through(url), undefined, clock);
      proxy.hold();
      const first = limiter.take([aDraw(1)]);
      await clock.turn(99);
      expect(await Promise.race([first, Promise.resolve("it waits")])).toBe("it waits");
      await clock.turn(1);
      expect((await first)[0]?.isGranted).toBe(true);
      expect((await limiter.take([aDraw(1)]))[0]?.isGranted).toBe(true);
    });
  });
});

import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import type { Redis } from "ioredis";
import { connectRedis } from "../../infra/redis/connect.ts";
import { renewRedis } from "../../infra/redis/renew.ts";
import { systemClock } from "../../infra/runtime/clock.ts";
import { FakeTelemetry } from "../support/fakes.ts";
import { onRedis } from "../support/redis-server.ts";
import { TcpProxy } from "../support/tcp-proxy.ts";

onRedis((url) => {
  describe("a connection to Redis that was left alone for long", () => {
    let proxy: TcpProxy;
    let redis: Redis;
    beforeEach(async () => {
      proxy = await TcpProxy.open(url);
      redis = await connectRedis({ url: proxy.through(url), name: "test", telemetry: new FakeTelemetry() });
    });
    afterEach(async () => {
      redis.disconnect();
      await proxy.close();
    });

    it("stays when it answers", async () => {
      await renewRedis(redis, systemClock);
      expect([await redis.ping(), proxy.connections]).toEqual(["PONG", 1]);
    });

    it("is replaced when it was lost", async () => {
      proxy.cut();
      await renewRedis(redis, systemClock);
      expect([await redis.ping(), proxy.connections]).toEqual(["PONG", 2]);
    });

    it("keeps nobody waiting for a Redis that is away", async () => {
      proxy.refuse();
      await renewRedis(redis, systemClock);
      await expect(redis.ping()).rejects.toThrow();
    });
  });
});

import { setTimeout as pause } from "node:timers/promises";
import { Redis } from "ioredis";
import type { Fault } from "../harness/fault.ts";
import type { Way } from "../harness/preparation.ts";

const part = "redis";
const gateways: readonly Way[] = ["gateway:redis"];
const everyWay: readonly Way[] = [...gateways, "consumer:redis", "http:redis"];

export const redisFaults: readonly Fault[] = [
  {
    name: "redis-killed",
    what: "Redis is killed, and is back, empty, seconds later",
    part,
    isAlone: true,
    run: async ({ servers, isLong }) => {
      await servers.redis.kill();
      await pause(isLong ? 600_000 : 4_000);
      await servers.redis.restart();
    },
  },
  {
    name: "redis-restarted",
    what: "Redis is restarted, and is back empty at once",
    part,
    isAlone: true,
    run: ({ servers }) => servers.redis.restart(),
  },
  {
    name: "redis-stopped",
    what: "Redis is stopped with SIGSTOP for 5 s",
    part,
    isAlone: true,
    run: async ({ servers, isLong }) => {
      servers.freeze(servers.redis, "SIGSTOP");
      await pause(isLong ? 30_000 : 5_000);
      servers.freeze(servers.redis, "SIGCONT");
    },
  },
  {
    name: "redis-subscribers-killed",
    what: "every subscriber's connection is ended (CLIENT KILL TYPE pubsub)",
    part,
    isAlone: true,
    run: async ({ servers }) => {
      const redis = new Redis(servers.redis.url);
      await redis.call("CLIENT", "KILL", "TYPE", "pubsub");
      await redis.quit();
    },
  },
  {
    name: "redis-deaf",
    what: "the gateways are connected, and hear nothing",
    part,
    through: gateways,
    run: async (scene) => {
      for (const way of gateways) scene.proxy(way).hold("answers");
      await pause(scene.isLong ? 60_000 : 8_000);
      for (const way of gateways) scene.proxy(way).heal();
    },
  },
  {
    name: "redis-black-hole",
    what: "nothing goes to Redis or comes from it, and no connection ends",
    part,
    through: everyWay,
    run: async (scene) => {
      for (const way of everyWay) scene.proxy(way).hold();
      await pause(scene.isLong ? 60_000 : 6_000);
      for (const way of everyWay) scene.proxy(way).heal();
    },
  },
];

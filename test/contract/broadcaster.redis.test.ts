import { randomUUID } from "node:crypto";
import { onRedis } from "../support/redis-server.ts";
import { RedisNode } from "../support/redis-node.ts";
import { eventually } from "../support/wait.ts";
import { broadcasterContract } from "./broadcaster.ts";

onRedis((url) => {
  broadcasterContract("redis", async () => {
    const node = await RedisNode.open(url, { key: `test-${randomUUID()}` });
    return {
      broadcaster: node.broadcaster,
      source: node.source,
      until: async (condition) => {
        await eventually(async () => condition() || undefined, "the notice is heard");
      },
      close: () => node.close(),
    };
  });
});

import { createServer } from "node:http";
import { Emitter } from "@socket.io/redis-emitter";
import { Redis } from "ioredis";
import { listen } from "./listen.ts";
import type { Message } from "./queue.ts";
import { openBroker, queue } from "./queue.ts";
import { namespace, redisUrl } from "./settings.ts";

const prefetch = 1_000;

const emitter = new Emitter(new Redis(redisUrl), { key: namespace });
const channel = await (await openBroker()).createChannel();
let emitted = 0;
let firstAt = 0;
let lastAt = 0;

await channel.prefetch(prefetch);
await channel.consume(queue, (delivery) => {
  if (!delivery) return;
  const message = JSON.parse(delivery.content.toString()) as Message;
  emitter.to(message.roomId).emit("message", message);
  channel.ack(delivery);
  emitted += 1;
  lastAt = performance.now();
  firstAt ||= lastAt;
});

// For the one who measures: under the product's name of the same figure, and between which times that was.
const figures = (): string => `chat_commands_applied_total ${emitted}\nemitting_ms ${lastAt - firstAt}\n`;
listen(createServer((_request, response) => response.end(figures())));

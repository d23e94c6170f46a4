import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach } from "@jest/globals";
import { Redis } from "ioredis";
import { Server } from "socket.io";
import type { Notice } from "../../core/entities/notice.ts";
import type { Clock } from "../../core/ports/clock.ts";
import { connectRedis } from "../../infra/redis/connect.ts";
import { RedisLink } from "../../infra/redis/link.ts";
import { systemClock } from "../../infra/runtime/clock.ts";
import type { ChatServer } from "../../infra/socketio/chat-server.ts";
import { RedisBroadcaster } from "../../infra/socketio/redis-broadcaster.ts";
import type { RedisNoticeSourceParts } from "../../infra/socketio/redis-notice-source.ts";
import { RedisNoticeSource } from "../../infra/socketio/redis-notice-source.ts";
import { FakeTelemetry } from "./fakes.ts";
import type { RedisProxy } from "./redis-proxy.ts";
import { openRedisProxy } from "./redis-proxy.ts";

export interface RedisNodeOptions {
  readonly key: string;
  readonly clock?: Clock;
  /** Where what it announces goes, when that is another way than what it hears comes. */
  readonly publishUrl?: string;
}

/** What a process of the chat has of Redis, with everything that it heard. */
export class RedisNode {
  readonly telemetry: FakeTelemetry;
  readonly heard: Notice[] = [];
  readonly io: ChatServer = new Server();
  readonly #http = createServer();
  readonly broadcaster: RedisBroadcaster;
  readonly source: RedisNoticeSource;
  readonly subscriber: Redis;
  readonly publisher: Redis;
  /** Payloads that reached this process, whatever it then did with them; its own probes are not counted. */
  packets = 0;
  resumed = 0;

  private constructor(parts: Omit<RedisNoticeSourceParts, "telemetry">, telemetry: FakeTelemetry) {
    const { publisher, subscriber, key, clock } = parts;
    this.telemetry = telemetry;
    this.publisher = publisher;
    this.subscriber = subscriber;
    this.broadcaster = new RedisBroadcaster(publisher, key, clock, telemetry);
    this.source = new RedisNoticeSource({ ...parts, telemetry });
    this.source.serve(this.io);
    this.source.subscribe((notice) => this.heard.push(notice));
    this.source.onResumed(() => (this.resumed += 1));
    subscriber.on("messageBuffer", (channel: Buffer) => {
      if (!channel.toString().startsWith(`${key}-probe#`)) this.packets += 1;
    });
  }

  static async open(url: string, options: RedisNodeOptions): Promise<RedisNode> {
    const telemetry = new FakeTelemetry();
    const link = new RedisLink(telemetry);
    const [publisher, subscriber] = await Promise.all([
      connectRedis({ url: options.publishUrl ?? url, name: `${options.key}-p`, telemetry: link.part("publishing") }),
      connectRedis({ url, name: `${options.key}-s`, telemetry: link.part("hearing") }),
    ]);
    const { key, clock = systemClock } = options;
    const node = new RedisNode({ publisher, subscriber, key, clock, link: link.part("probe") }, telemetry);
    node.io.attach(node.#http.listen(0));
    await once(node.#http, "listening");
    return node;
  }

  /** Where its sockets connect. */
  get address(): string {
    return `http://localhost:${(this.#http.address() as AddressInfo).port}`;
  }

  /** What Redis calls its connection for hearing. */
  async subscriberId(): Promise<string> {
    return String(await this.subscriber.client("ID"));
  }

  async close(): Promise<void> {
    this.broadcaster.close();
    await this.io.close();
    this.source.close();
    this.publisher.disconnect();
    this.subscriber.disconnect();
  }
}

/** The nodes of one test, and what else it opens: a key of its own, and a client that looks on. */
export interface RedisCluster {
  readonly key: string;
  readonly onlooker: Redis;
  /** @param through another way than straight to the server */
  node(options?: Partial<RedisNodeOptions>, through?: string): Promise<RedisNode>;
  proxy(): Promise<RedisProxy>;
}

/** For the tests of one file; everything is closed after each. */
export const useCluster = (url: string): RedisCluster => {
  const open: { close(): Promise<void> }[] = [];
  const kept = async <T extends { close(): Promise<void> }>(opening: Promise<T>): Promise<T> => {
    const opened = await opening;
    open.unshift(opened);
    return opened;
  };
  let [key, onlooker] = ["", undefined as Redis | undefined];
  beforeEach(() => {
    key = `test-${randomUUID()}`;
    onlooker = new Redis(url);
  });
  afterEach(async () => {
    for (const each of open.splice(0)) await each.close();
    onlooker?.disconnect();
  });
  return {
    get key() {
      return key;
    },
    get onlooker() {
      if (!onlooker) throw new Error("There is an onlooker only while a test runs.");
      return onlooker;
    },
    node: (options = {}, through = url) => kept(RedisNode.open(through, { key, ...options })),
    proxy: () => kept(openRedisProxy(url)),
  };
};

import { describe, expect, it } from "@jest/globals";
import { Emitter } from "@socket.io/redis-emitter";
import type { Redis } from "ioredis";
import { io as connect } from "socket.io-client";
import type { Notice } from "../../core/entities/notice.ts";
import type { RoomRef } from "../../core/entities/refs.ts";
import { roomName, userName } from "../../infra/socketio/names.ts";
import { aMessageEvent, aRef, aUser } from "../support/builders.ts";
import type { RedisNode } from "../support/redis-node.ts";
import { useCluster } from "../support/redis-node.ts";
import { onRedis } from "../support/redis-server.ts";
import { eventually } from "../support/wait.ts";

const deadlineMs = 2_000;
const [lobby, den] = [aRef(), aRef({ roomId: "den" })];
const head = (version: number, room: RoomRef = lobby): Notice => ({ to: "head", room, version });
const heads = (count: number) => Array.from({ length: count }, (_, index) => head(index + 1));
const until = (condition: () => boolean, what: string) => eventually(async () => condition() || undefined, what);

/** The names of what is asked of Redis from now on. */
const commandsOf = (redis: Redis): string[] => {
  const names: string[] = [];
  const send = redis.sendCommand.bind(redis);
  redis.sendCommand = (command, stream) => {
    names.push(command.name);
    return send(command, stream);
  };
  return names;
};

onRedis((url) => {
  const cluster = useCluster(url);

  /** How many processes listen to a room's own Redis channel. */
  const listeners = async (room: RoomRef): Promise<number> => {
    const [, count] = await cluster.onlooker.pubsub("NUMSUB", `${cluster.key}#/#${roomName(room)}#`);
    return Number(count);
  };
  const untilListeners = (count: number, room: RoomRef = lobby) =>
    eventually(async () => (await listeners(room)) === count || undefined, `${count} processes listen to the room`);

  const aClientOf = async (node: RedisNode) => {
    const client = connect(node.address, { transports: ["websocket"], reconnection: false });
    await new Promise<void>((resolve) => client.once("connect", resolve));
    const socket = node.io.sockets.sockets.get(client.id ?? "")!;
    return { client, socket };
  };

  describe("notices through Redis", () => {
    it("reach only the processes that watch their room", async () => {
      const nodes = await Promise.all([cluster.node(), cluster.node(), cluster.node()]);
      const [one, two, three] = nodes;
      await Promise.all([one.source.watch([lobby], []), two.source.watch([den], []), three.source.watch([den], [])]);
      for (const version of [1, 2, 3, 4, 5]) await one.broadcaster.publish([head(version)], deadlineMs);
      await one.broadcaster.publish([head(1, den)], deadlineMs);
      await until(() => two.heard.length + three.heard.length === 2, "both hear of the den");
      expect(nodes.map(({ packets }) => packets)).toEqual([5, 1, 1]);
      expect(one.heard).toEqual(heads(5));
    });

    it("keep their order, a thousand and more at once", async () => {
      const [one, two] = await Promise.all([cluster.node(), cluster.node()]);
      await two.source.watch([lobby], []);
      const sent = heads(1_000);
      const published = Array.from({ length: 10 }, (_, index) =>
        one.broadcaster.publish(sent.slice(index * 100, index * 100 + 100), deadlineMs),
      );
      expect(await Promise.all(published)).toEqual(Array(10).fill(true));
      await until(() => two.heard.length >= 1_000, "all are heard");
      expect(two.heard).toEqual(sent);
    });

    it("of more than a packet holds come in several, in order", async () => {
      const node = await cluster.node();
      await node.source.watch([lobby], []);
      const events = Array.from({ length: 250 }, (_, index) => aMessageEvent(index + 1));
      await node.broadcaster.publish([{ to: "room", room: lobby, events }], deadlineMs);
      await until(() => node.heard.length === 3, "three packets are heard");
      expect(node.heard.flatMap((notice) => (notice.to === "room" ? notice.events : []))).toEqual(events);
    });

    it("never reach another room or user, whatever their ids spell", async () => {
      const node = await cluster.node();
      const [room, user] = [aRef({ tenantId: "a", roomId: "b:c" }), aUser("b", "a")];
      await node.source.watch([room], [user]);
      const others = [
        aRef({ tenantId: "a:b", roomId: "c" }),
        aRef({ tenantId: "a", roomId: "b" }),
        aRef({ tenantId: "a", roomId: "b%3Ac" }),
      ];
      const rejected = { commandId: "c", roomId: "b", code: "forbidden", message: "No." };
      const strangers = others.map((other) => head(1, other));
      const mine: Notice = { to: "author", user, rejected };
      await node.broadcaster.publish(
        [...strangers, { to: "author", user: aUser("b:c", "a"), rejected }, head(2, room), mine],
        deadlineMs,
      );
      await until(() => node.heard.length >= 2, "both are heard");
      expect([node.heard, node.packets]).toEqual([[head(2, room), mine], 2]);
    });

    it("are understood also when the stock emitter packs them", async () => {
      const node = await cluster.node();
      await node.source.watch([lobby], [aUser()]);
      const stock = new Emitter(cluster.onlooker, { key: cluster.key });
      const event = aMessageEvent(3, "naïve 👋");
      stock.to(roomName(lobby)).emit("events", [event]);
      stock.to(userName(aUser())).emit("me", [{ type: "left", roomId: "x", prev: 1, version: 2 }]);
      await until(() => node.heard.length >= 2, "both are heard");
      expect(node.heard).toEqual([
        { to: "room", room: lobby, events: [event] },
        { to: "user", user: aUser(), changes: [{ type: "left", roomId: "x", prev: 1, version: 2 }] },
      ]);
    });

    it.each([
      ["no packet", Buffer.from("hello")],
      ["half a packet", Buffer.from('["emitter",{"type":2,"data":["events",[{"secret')],
      ["half a packet, packed", Buffer.from([0x93, 0xa7, 0x65])],
      ["another list", Buffer.from('["emitter",null,null]')],
      ["nothing", Buffer.alloc(0)],
      [
        "events that are none",
        Buffer.from(`["e",{"data":["events","secret"],"nsp":"/"},{"rooms":["${roomName(lobby)}"]}]`),
      ],
      [
        "events of another room",
        Buffer.from(
          `["e",{"data":["events",[{"roomId":"den","prev":1,"version":2}]],"nsp":"/"},{"rooms":["${roomName(lobby)}"]}]`,
        ),
      ],
    ])("that are %s are counted, not repeated, and dropped", async (_what, payload) => {
      const node = await cluster.node();
      await node.source.watch([lobby], []);
      await cluster.onlooker.publish(`${cluster.key}#/#${roomName(lobby)}#`, payload);
      await cluster.onlooker.publish(`${cluster.key}-request#/#`, payload);
      await node.broadcaster.publish([head(1)], deadlineMs);
      await until(() => node.heard.length > 0, "the next one is heard");
      expect([node.heard, node.telemetry.count("setback")]).toEqual([[head(1)], 1]);
      expect(String(node.telemetry.of("setback")[0]?.[1])).not.toContain("secret");
    });
  });

  describe("what is listened to", () => {
    it("is what is watched, and what sockets are in, and nothing else", async () => {
      const node = await cluster.node();
      const { client, socket } = await aClientOf(node);
      await node.source.watch([lobby], []);
      await socket.join(roomName(lobby));
      node.source.unwatch([lobby], []);
      await socket.join(roomName(den));
      const channels = await cluster.onlooker.pubsub("CHANNELS", `${cluster.key}#*`);
      const expected = ["", `${roomName(lobby)}#`, `${roomName(den)}#`].map((name) => `${cluster.key}#/#${name}`);
      expect(new Set(channels)).toEqual(new Set(expected));
      await socket.leave(roomName(lobby));
      await untilListeners(0);
      client.close();
      await untilListeners(0, den);
    });

    it("is left to no earlier wish than the last, however fast they change", async () => {
      const node = await cluster.node();
      for (let round = 0; round < 20; round += 1) {
        const watched = node.source.watch([lobby], []);
        if (round % 3 === 0) await watched;
        node.source.unwatch([lobby], []);
        if (round % 2 === 0) await Promise.resolve();
      }
      await node.source.watch([lobby], []);
      await node.broadcaster.publish([head(1)], deadlineMs);
      await until(() => node.heard.length > 0, "it is heard");
      node.source.unwatch([lobby], []);
      await untilListeners(0);
    });

    it("is asked for in one command for all that is wished in one turn", async () => {
      const node = await cluster.node();
      const commands = commandsOf(node.subscriber);
      const rooms = Array.from({ length: 900 }, (_, index) => aRef({ roomId: `room-${index}` }));
      await Promise.all(rooms.map((room) => node.source.watch([room], [])));
      for (const room of rooms) node.source.unwatch([room], []);
      await untilListeners(0, rooms[899]);
      expect(commands).toEqual(["subscribe", "unsubscribe"]);
    });

    it("takes effect for a socket at once, and is heard when join resolves", async () => {
      const [one, two] = await Promise.all([cluster.node(), cluster.node()]);
      const { client, socket } = await aClientOf(one);
      const got: unknown[] = [];
      client.onAny((event, payload) => got.push([event, payload]));
      const joined = socket.join("operators");
      one.io.local.to("operators").emit("bye", { code: "at once", message: "", retry: "now" });
      await joined;
      new Emitter(two.publisher, { key: cluster.key }).to("operators").emit("notice-board", "from elsewhere");
      await until(() => got.length === 2, "both are heard");
      expect(got).toEqual([
        ["bye", { code: "at once", message: "", retry: "now" }],
        ["notice-board", "from elsewhere"],
      ]);
      two.io.in("operators").disconnectSockets(true);
      await until(() => !client.connected, "the socket is disconnected from elsewhere");
    });
  });
});

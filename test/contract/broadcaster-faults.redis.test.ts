import { beforeEach, describe, expect, it } from "@jest/globals";
import type { Notice } from "../../core/entities/notice.ts";
import { roomName } from "../../infra/socketio/names.ts";
import { aRef } from "../support/builders.ts";
import { FakeClock } from "../support/fake-clock.ts";
import type { RedisNode } from "../support/redis-node.ts";
import { useCluster } from "../support/redis-node.ts";
import { onRedis } from "../support/redis-server.ts";
import { eventually } from "../support/wait.ts";

const deadlineMs = 500;
const lobby = aRef();
const head = (version: number): Notice => ({ to: "head", room: lobby, version });
const until = (condition: () => boolean, what: string) => eventually(async () => condition() || undefined, what);

onRedis((url) => {
  const cluster = useCluster(url);
  let clock: FakeClock;
  beforeEach(() => {
    clock = new FakeClock();
  });

  /** As time goes by. */
  const untilUp = ({ broadcaster }: RedisNode) =>
    eventually(async () => {
      await clock.turn(500);
      return broadcaster.isUp || undefined;
    }, "a probe is answered");

  describe("announcing", () => {
    it("gives up at its deadline, and then at once, until Redis answers", async () => {
      const proxy = await cluster.proxy();
      const node = await cluster.node({ clock, publishUrl: proxy.url });
      await node.source.watch([lobby], []);
      proxy.hold();
      const first = node.broadcaster.publish([head(1), head(2)], deadlineMs);
      await clock.turn(deadlineMs);
      expect([await first, await node.broadcaster.publish([head(3)], deadlineMs), node.broadcaster.isUp]).toEqual([
        false,
        false,
        false,
      ]);
      proxy.release();
      await until(() => node.broadcaster.isUp, "a probe is answered");
      expect(await node.broadcaster.publish([head(4)], deadlineMs)).toBe(true);
      await until(() => node.heard.length >= 3, "what was on its way comes first");
      expect(node.heard).toEqual([head(1), head(2), head(4)]);
    });

    it("fails at once while there is no connection, and goes on once there is one", async () => {
      const proxy = await cluster.proxy();
      const node = await cluster.node({ clock, publishUrl: proxy.url });
      await node.source.watch([lobby], []);
      proxy.cut();
      await until(() => node.publisher.status !== "ready", "the connection is lost");
      for (const version of [1, 2, 3]) expect(await node.broadcaster.publish([head(version)], deadlineMs)).toBe(false);
      proxy.mend();
      await untilUp(node);
      expect(await node.broadcaster.publish([head(4)], deadlineMs)).toBe(true);
      await until(() => node.heard.length > 0, "it is heard");
      expect(node.heard).toEqual([head(4)]);
    });

    it("says false when the connection ends under it", async () => {
      const proxy = await cluster.proxy();
      const node = await cluster.node({ clock, publishUrl: proxy.url });
      proxy.hold();
      const many = Array.from({ length: 200 }, (_, index) => node.broadcaster.publish([head(index)], deadlineMs));
      proxy.cut();
      expect(await Promise.all(many)).toEqual(Array(200).fill(false));
    });
  });

  describe("hearing", () => {
    it("goes on after the connection was killed, says so, and tells of the loss once", async () => {
      const node = await cluster.node();
      await node.source.watch([lobby], []);
      await cluster.onlooker.client("KILL", "ID", await node.subscriberId());
      await until(() => node.resumed === 1, "everything is subscribed again");
      await node.broadcaster.publish([head(1)], deadlineMs);
      await until(() => node.heard.length > 0, "it is heard");
      expect(node.telemetry.of("linkChanged").map(([, isUp]) => isUp)).toEqual([true, false, true]);
    });

    it("of thousands of rooms goes on, in commands of a thousand", async () => {
      const node = await cluster.node();
      const rooms = Array.from({ length: 3_500 }, (_, index) => aRef({ roomId: `room-${index}` }));
      await node.source.watch(rooms, []);
      await cluster.onlooker.client("KILL", "ID", await node.subscriberId());
      await until(() => node.resumed === 1, "everything is subscribed again");
      const counts = await cluster.onlooker.pubsub(
        "NUMSUB",
        ...rooms.map((room) => `${cluster.key}#/#${roomName(room)}#`),
      );
      expect(counts.filter((count) => typeof count === "number" && count !== 1)).toEqual([]);
    });

    it("is wished for at once without a connection, and begins with it", async () => {
      const proxy = await cluster.proxy();
      const node = await cluster.node({ publishUrl: url }, proxy.url);
      proxy.cut();
      await until(() => node.subscriber.status !== "ready", "the connection is lost");
      await node.source.watch([lobby, aRef({ roomId: "den" })], []);
      node.source.unwatch([aRef({ roomId: "den" })], []);
      proxy.mend();
      await until(() => node.resumed === 1, "what was wished is subscribed");
      await node.broadcaster.publish([{ to: "head", room: aRef({ roomId: "den" }), version: 1 }, head(2)], deadlineMs);
      await until(() => node.heard.length > 0, "it is heard");
      expect([node.heard, node.packets]).toEqual([[head(2)], 1]);
    });

    it("is not waited for longer than a second", async () => {
      const proxy = await cluster.proxy();
      const node = await cluster.node({ clock, publishUrl: url }, proxy.url);
      proxy.hold();
      let isOver = false;
      const watched = node.source.watch([lobby], []).then(() => (isOver = true));
      await clock.turn(999);
      expect(isOver).toBe(false);
      await clock.turn(1);
      await watched;
      proxy.release();
      await eventually(async () => {
        await node.broadcaster.publish([head(1)], deadlineMs);
        return node.heard.length > 0 || undefined;
      }, "the room is heard in the end");
    });

    it("that is connected and deaf is found, told of, and mended", async () => {
      const node = await cluster.node({ clock });
      await node.source.watch([lobby], []);
      await until(() => node.source.isHearing, "its first probe is heard");
      await node.subscriber.call("UNSUBSCRIBE");
      await clock.turn(5_000);
      await node.publisher.ping();
      await clock.turn(2_000);
      expect(node.telemetry.of("linkChanged").at(-1)).toEqual(["redis", false, "connected but deaf"]);
      expect(node.source.isHearing).toBe(false);
      await until(() => node.source.isHearing, "it hears again");
      await node.broadcaster.publish([head(1)], deadlineMs);
      await until(() => node.heard.length > 0, "also its rooms");
      expect(node.telemetry.of("linkChanged").map(([, isUp]) => isUp)).toEqual([true, false, true]);
    });

    it("is not called deaf when it is the way to Redis that is closed", async () => {
      const proxy = await cluster.proxy();
      const node = await cluster.node({ clock, publishUrl: proxy.url });
      await until(() => node.source.isHearing, "its first probe is heard");
      proxy.hold();
      await clock.turn(7_000);
      expect([node.source.isHearing, node.telemetry.count("linkChanged"), node.resumed]).toEqual([false, 1, 0]);
      proxy.release();
      await eventually(async () => {
        await clock.turn(5_000);
        return node.source.isHearing || undefined;
      }, "a probe is heard again");
    });
  });
});

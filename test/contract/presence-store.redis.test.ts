import { randomUUID } from "node:crypto";
import { afterEach, describe, expect, it } from "@jest/globals";
import type { UserRef } from "../../core/entities/refs.ts";
import type { Clock } from "../../core/ports/clock.ts";
import type { PresenceTerms } from "../../core/ports/presence-store.ts";
import { connectRedis } from "../../infra/redis/connect.ts";
import { RedisPresenceStore } from "../../infra/redis/presence-store.ts";
import { systemClock } from "../../infra/runtime/clock.ts";
import { Breaker } from "../../infra/socketio/breaker.ts";
import { aTenant, aUser } from "../support/builders.ts";
import { FakeClock } from "../support/fake-clock.ts";
import { FakeTelemetry } from "../support/fakes.ts";
import { onRedis } from "../support/redis-server.ts";
import { TcpProxy } from "../support/tcp-proxy.ts";
import { eventually } from "../support/wait.ts";
import { lasting, presenceStoreContract, seen, short } from "./presence-store.ts";

interface How {
  readonly url: string;
  readonly namespace?: string;
  readonly terms?: PresenceTerms;
  readonly clock?: Clock;
}

const open = async ({ url, namespace = `test-${randomUUID()}`, terms = lasting, clock = systemClock }: How) => {
  const redis = await connectRedis({ url, name: "test", telemetry: new FakeTelemetry() });
  const doubt = new Breaker(systemClock, () => redis.ping());
  const store = new RedisPresenceStore({ redis, namespace, holder: randomUUID(), clock, doubt, terms });
  const close = async (): Promise<void> => {
    doubt.end();
    redis.disconnect();
  };
  return { store, redis, doubt, close };
};

onRedis((url) => {
  presenceStoreContract("redis", (terms) => open({ url, terms }));

  describe("the presence store (redis) of several gateways", () => {
    const closes: (() => Promise<void>)[] = [];
    afterEach(async () => {
      for (const close of closes.splice(0).toReversed()) await close();
    });
    const aGateway = async (how: Partial<How>) => {
      const opened = await open({ url, ...how });
      closes.push(opened.close);
      return opened;
    };
    const two = async (terms = lasting) => {
      const namespace = `test-${randomUUID()}`;
      return [await aGateway({ namespace, terms }), await aGateway({ namespace, terms })] as const;
    };
    const aProxy = async () => {
      const proxy = await TcpProxy.open(url);
      closes.push(() => proxy.close());
      return proxy;
    };
    const alice = (): UserRef => aUser("alice", aTenant());

    it("has somebody online while one of them holds them", async () => {
      const [[one, other], user] = [await two(), alice()];
      expect(await one.store.hold([user])).toHaveLength(1);
      expect(await other.store.hold([user])).toEqual([]);
      expect(await one.store.release([user])).toEqual([]);
      expect(await seen(one.store, user)).toEqual(["alice"]);
      expect(await other.store.release([user])).toMatchObject([{ online: false }]);
      expect(await seen(one.store, user)).toEqual(["-alice"]);
    });

    it("lets go of whom a gateway held that is gone, unless another one holds them", async () => {
      const [[gone, other], user, both] = [await two(short), alice(), aUser("both", aTenant())];
      await gone.store.hold([user, both]);
      const left = async () => {
        await other.store.hold([both]);
        return (await seen(other.store, user, both)).join() === "-alice,both" || undefined;
      };
      await eventually(left, "what is held no more is over");
      expect(await other.store.release([both])).toHaveLength(1);
    });

    it("knows the last of all endings", async () => {
      const [[gone, other], user] = [await two(short), alice()];
      await gone.store.hold([user]);
      await other.store.hold([user]);
      const [before] = await other.store.see([user]);
      await other.store.release([user]);
      const offline = async () => (await other.store.see([user])).find(({ online }) => !online);
      const { lastSeenAt } = await eventually(offline, "nobody holds her any more");
      expect(Date.parse(lastSeenAt!)).toBeGreaterThanOrEqual(Math.floor(before!.asOf / 1_000));
    });

    it("leaves nothing behind that does not end by itself", async () => {
      const [{ store, redis }, user] = [await aGateway({ namespace: "test-one" }), alice()];
      await store.hold([user]);
      const left = await redis.pttl(`test-one:presence:${user.tenantId}/alice`);
      expect(left).toBeGreaterThan(lasting.lifetimeMs);
      expect(left).toBeLessThanOrEqual(lasting.keptMs);
    });

    it("says so while Redis is away, at once once that is known, and is right when it is back", async () => {
      const [proxy, user] = [await aProxy(), alice()];
      const { store, redis, doubt } = await aGateway({ url: proxy.through(url) });
      await store.hold([user]);
      proxy.refuse();
      await eventually(async () => redis.status !== "ready" || undefined, "the connection is lost");
      await expect(store.see([user])).rejects.toMatchObject({ code: "unavailable" });
      expect(doubt.isOpen).toBe(true);
      proxy.heal();
      await eventually(async () => !doubt.isOpen || undefined, "Redis is found again");
      expect(await seen(store, user)).toEqual(["alice"]);
    });

    it("waits 1 s for a Redis that says nothing, once", async () => {
      const [proxy, clock] = [await aProxy(), new FakeClock()];
      const { store } = await aGateway({ url: proxy.through(url), clock });
      proxy.hold();
      const first = store.see([alice()]).catch((error: unknown) => error);
      await clock.turn(999);
      expect(await Promise.race([first, Promise.resolve("it waits")])).toBe("it waits");
      await clock.turn(1);
      expect(await first).toMatchObject({ code: "unavailable" });
      await expect(store.hold([alice()])).rejects.toMatchObject({ code: "unavailable" });
    });
  });
});

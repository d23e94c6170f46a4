import { describe, expect, it } from "@jest/globals";

import { range, useChat } from "../support/chat.ts";
import type { ChatProcess } from "../support/chat-process.ts";
import { ask } from "../support/http.ts";
import { startPostgres } from "../support/services/postgres.ts";
import { startRabbit } from "../support/services/rabbit.ts";
import { startRedis } from "../support/services/redis.ts";
import type { ServiceUrls } from "../support/tiers.ts";
import { givenServices } from "../support/tiers.ts";
import { untilHeld, useDeployments, useServers } from "../support/tiers-lifecycle.ts";
import { eventually } from "../support/wait.ts";

const aDeployment = useDeployments();
const aServer = useServers();
const chat = useChat();

/** One pause between head checks, and as long as it takes to look and to read. */
const headCheckMs = 8_000;

interface Ready {
  readonly status: string;
  readonly parts: Readonly<Record<string, boolean>>;
}

const readiness = async ({ address }: ChatProcess): Promise<[number, string, Ready["parts"]]> => {
  const { status, body } = await ask<Ready>("GET", "/readyz", {}, address);
  return [status, body.status, body.parts];
};

/** Waits until the processes say so. */
const untilReady = (process: ChatProcess, status: number, parts: Ready["parts"], withinMs?: number) =>
  eventually(
    async () => {
      const [is, , now] = await readiness(process);
      return is === status && Object.keys(parts).every((part) => now[part] === parts[part]) ? true : undefined;
    },
    `/readyz says ${status} ${JSON.stringify(parts)}`,
    withinMs,
  );

/** One of each role on these services and on whatever the run has, and Alice and Bob in a room in which both have spoken. */
const talking = async (own: Partial<ServiceUrls>) => {
  const tiers = await aDeployment({ ...givenServices(), ...own });
  const roles = ["http", "gateway", "consumer"] as const;
  const [http, gateway, consumer] = (await Promise.all(roles.map((role) => tiers.start(role)))) as [
    ChatProcess,
    ChatProcess,
    ChatProcess,
  ];
  const at = tiers.at(http, gateway);
  const [alice, bob] = [chat.aUser("alice", { at }), chat.aUser("bob", { at })];
  const { id } = await alice.makeRoom({ kind: "group", members: ["bob"] });
  const [hers, his] = [await alice.connect(), await bob.connect()];
  await alice.say(id, "before");
  await his.untilText(id, "before");
  return { tiers, http, gateway, consumer, alice, bob, hers, his, id };
};

const whole = { database: true, queue: true, notices: true };

describe("with everything there", () => {
  it("each role says that it is ready, and on what it depends", async () => {
    const { http, gateway, consumer } = await talking({});
    for (const process of [http, gateway, consumer]) {
      await untilReady(process, 200, whole);
      expect(await readiness(process)).toEqual([200, "ready", whole]);
    }
  });
});

describe("while PostgreSQL is away", () => {
  it("posts and receipts are accepted, and arrive in their order when it is back, also when every lease has run out", async () => {
    const postgres = await aServer(startPostgres);
    const { http, gateway, consumer, alice, hers, his, id } = await talking({ databaseUrl: postgres.url });
    await postgres.halt();
    expect(await his.ask("receipts", [{ roomId: id, read: 1 }])).toEqual({ ok: true });
    const texts = range(20).map((index) => `meanwhile ${index}`);
    for (const text of texts) expect(await alice.accept(id, text)).toMatchObject({ status: "accepted" });
    await untilReady(http, 200, { ...whole, database: false });
    await untilReady(gateway, 503, { database: false });
    await untilReady(consumer, 503, { database: false });
    await untilHeld(new Map([[consumer, 0]]), 10_000);
    await postgres.restart();
    await eventually(async () => his.texts(id).length > texts.length || undefined, "all are heard", 30_000);
    expect(his.texts(id)).toEqual(["before", ...texts]);
    expect((await alice.messages(id)).messages.map(({ text }) => text)).toEqual(["before", ...texts]);
    await hers.untilWatermarks(id, "bob", "1/1");
    for (const process of [http, gateway, consumer]) await untilReady(process, 200, whole);
  });
});

describe("while Redis is away", () => {
  it("posts and receipts are accepted and stored, and delivered by the next head check", async () => {
    const redis = await aServer(startRedis);
    const { http, gateway, consumer, alice, hers, his, id } = await talking({ redisUrl: redis.url });
    await redis.kill();
    expect(await his.ask("receipts", [{ roomId: id, read: 1 }])).toEqual({ ok: true });
    const texts = range(20).map((index) => `meanwhile ${index}`);
    for (const text of texts) expect(await alice.say(id, text)).toMatchObject({ text });
    await eventually(async () => his.texts(id).length > texts.length || undefined, "all are heard", headCheckMs);
    expect(his.texts(id)).toEqual(["before", ...texts]);
    await hers.untilWatermarks(id, "bob", "1/1");
    for (const process of [http, gateway, consumer]) await untilReady(process, 200, { ...whole, notices: false });
    await redis.restart();
    for (const process of [http, gateway, consumer]) await untilReady(process, 200, whole);
    await alice.say(id, "after");
    await eventually(async () => his.texts(id).includes("after") || undefined, "it is heard at once", 2_000);
  });
});

describe("while RabbitMQ is away", () => {
  it("posts and receipts are refused within 5 s and say when to come back, and what is stored can be read", async () => {
    const rabbit = await aServer(startRabbit);
    const { http, gateway, consumer, alice, his, id } = await talking({ amqpUrl: rabbit.url });
    await rabbit.kill();
    const refused = await alice.post(`/v1/rooms/${id}/messages`, { text: "too early" });
    expect([refused.status, refused.body.code]).toEqual([503, "unavailable"]);
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
    expect(refused.ms).toBeLessThan(5_000);
    expect(await his.ask("receipts", [{ roomId: id, read: 1 }])).toMatchObject({ ok: false, code: "unavailable" });
    expect((await alice.messages(id)).messages).toHaveLength(1);
    await untilReady(http, 503, { ...whole, queue: false });
    await untilReady(gateway, 200, { ...whole, queue: false });
    await untilReady(consumer, 503, { ...whole, queue: false });
    await rabbit.restart();
    for (const process of [http, gateway, consumer]) await untilReady(process, 200, whole, 20_000);
    await alice.say(id, "after");
    await his.untilText(id, "after");
  });
});

describe("while no consumer is there", () => {
  it("receipts wait, and move what they are about when one is back", async () => {
    const { tiers, consumer, bob, hers, his, id } = await talking({});
    consumer.signal("SIGKILL");
    await consumer.ended;
    expect(await his.ask("receipts", [{ roomId: id, delivered: 1 }])).toEqual({ ok: true });
    expect(await his.ask("receipts", [{ roomId: id, read: 1 }])).toEqual({ ok: true });
    expect(await bob.room(id)).toMatchObject({ delivered: 0, read: 0 });
    await tiers.start("consumer");
    await hers.untilWatermarks(id, "bob", "1/1");
    expect(await bob.room(id)).toMatchObject({ delivered: 1, read: 1 });
  });
});

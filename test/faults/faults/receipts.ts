import { setTimeout as pause } from "node:timers/promises";
import amqp from "amqplib";
import { eventually } from "../../support/wait.ts";
import type { Fault } from "../harness/fault.ts";
import { between } from "../harness/fault.ts";
import type { Way } from "../harness/preparation.ts";
import type { Scene } from "../harness/scene.ts";
import { killedAt } from "./killed-at.ts";
import { superviseUntil } from "./messages.ts";
import { claimNothingAside, deadLetters } from "./questions.ts";

const poisoned = { FAILPOINTS: "receipts-poison:kill@1+" };
const garbage = ["not JSON", '{"v":1,"receipts":[{"userId":"alice"}]}', '{"v":1,"receipts":[]}', "", "\u0000\uffff"];
/** Of somebody of whom a failpoint knows, and who is in no room: where it kills nobody, it moves nothing. */
const poison = JSON.stringify({
  v: 1,
  receipts: [
    { room: { tenantId: "default", roomId: "room-0" }, userId: "poison", delivered: 1, read: 1, userVersion: 0 },
  ],
});
const takenMost = 20;
const heldMs = 2_000;
const redisWays: readonly Way[] = ["gateway:redis", "consumer:redis", "http:redis"];
/** Past the 500 ms that a consumer waits for Redis, often, and short of the head check that finds all at once. */
const silentMs = { short: 6_000, long: 60_000 };
const consumerTimes = [5, 30] as const;

const queueOf = ({ tiers }: Scene): string => `${tiers.namespace}.receipts`;

const inQueue = async (
  scene: Scene,
  work: (channel: amqp.ConfirmChannel, queue: string) => Promise<unknown>,
): Promise<void> => {
  const connection = await amqp.connect(scene.tiers.services.amqpUrl);
  try {
    await work(await connection.createConfirmChannel(), queueOf(scene));
  } finally {
    await connection.close();
  }
};

const put = async (channel: amqp.ConfirmChannel, queue: string, bodies: readonly Buffer[]): Promise<void> => {
  for (const body of bodies) channel.sendToQueue(queue, body, { persistent: true });
  await channel.waitForConfirms();
};

/** Takes some of what is for the consumers, and hands it on late, in reverse order, and twice. */
const handOnTwice = (scene: Scene): Promise<void> =>
  inQueue(scene, async (channel, queue) => {
    const taken: amqp.ConsumeMessage[] = [];
    await channel.prefetch(takenMost);
    await channel.consume(queue, (message) => {
      if (message) taken.push(message);
    });
    await eventually(async () => taken.length >= takenMost || undefined, "receipts are taken away", 20_000);
    await pause(heldMs);
    const bodies = taken.map(({ content }) => content).reverse();
    await put(channel, queue, [...bodies, ...bodies]);
    channel.ackAll();
  });

export const receiptFaults: readonly Fault[] = [
  {
    ...killedAt(
      "consumer",
      "receipts-after-commit",
      "between the commit of receipts and their live events",
      consumerTimes,
    ),
    isSmoke: true,
  },
  killedAt("consumer", "receipts-before-ack", "before receipts that are applied are acknowledged", consumerTimes),
  {
    name: "consumer-receipts-duplicated",
    what: "receipts are delivered late, in reverse order, and twice",
    part: "consumer",
    run: async (scene) => {
      await handOnTwice(scene);
      await claimNothingAside(scene);
    },
  },
  {
    name: "consumer-receipts-poisoned",
    what: "receipts kill every consumer that works on them, until they are put aside, alone",
    part: "consumer",
    arm: () => ({ consumer0: poisoned, consumer1: poisoned }),
    run: async (scene) => {
      await inQueue(scene, (channel, queue) => put(channel, queue, [Buffer.from(poison)]));
      await superviseUntil(scene, async () => (await deadLetters(scene)) > 0, poisoned);
      scene.claim((await deadLetters(scene)) === 1, "innocent receipts were put aside beside the poison");
    },
  },
  {
    name: "consumer-receipts-garbage",
    what: "what nobody understands is in the queue of receipts",
    part: "consumer",
    run: async (scene) => {
      const bodies = garbage.map((text) => Buffer.from(text));
      await inQueue(scene, (channel, queue) => put(channel, queue, bodies));
      const isAside = async (): Promise<true | undefined> => (await deadLetters(scene)) === garbage.length || undefined;
      await eventually(isAside, "all of it, and nothing else, is put aside", 15_000);
    },
  },
  {
    name: "broker-receipts-queue-deleted",
    what: "the empty queue of receipts is deleted; they go on at once",
    part: "broker",
    run: async (scene) => {
      const { traffic } = scene.readers;
      await traffic.rest();
      await scene.readers.drained();
      await inQueue(scene, (channel, queue) => channel.deleteQueue(queue));
      traffic.resume();
    },
  },
  {
    name: "broker-receipts-confirm-cut",
    what: "connections end between the publish of receipts and its confirm",
    part: "broker",
    through: ["http:confirms"],
    run: async (scene) => {
      const { confirms, random } = scene;
      const cuts = between(random, 4, 10);
      confirms.cutConfirms(cuts, queueOf(scene));
      await eventually(async () => confirms.cuts >= cuts || undefined, "confirms are cut", 30_000);
    },
  },
  {
    name: "redis-receipts-alone",
    what: "nothing goes to Redis or comes from it while receipts alone go on, so that no event of a message tells of them",
    part: "redis",
    through: redisWays,
    run: async (scene) => {
      await scene.traffic.rest();
      for (const way of redisWays) scene.proxy(way).hold();
      const before = scene.acceptedReceipts;
      await pause(scene.isLong ? silentMs.long : silentMs.short);
      scene.claim(scene.acceptedReceipts > before, "no receipt was accepted while Redis was away");
      for (const way of redisWays) scene.proxy(way).heal();
      scene.traffic.resume();
    },
  },
];

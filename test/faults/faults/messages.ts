import { setTimeout as pause } from "node:timers/promises";
import amqp from "amqplib";
import type { Settings } from "../../support/chat-process.ts";
import { eventually } from "../../support/wait.ts";
import type { Fault } from "../harness/fault.ts";
import { between } from "../harness/fault.ts";
import type { Scene } from "../harness/scene.ts";
import { deadLetters } from "./questions.ts";

const part = "consumer";
const poisoned = { FAILPOINTS: "poison:kill@1+" };
const putAsideMs = 50_000;
const garbage = ["not JSON", '{"v":1,"command":{"kind":"post"}}', "", "\u0000\uffff"];
const fromTheFuture = JSON.stringify({ v: 99, command: { kind: "of a later version" } });

const onAQueue = async (
  scene: Scene,
  work: (channel: amqp.ConfirmChannel, queue: string) => Promise<void>,
): Promise<void> => {
  const connection = await amqp.connect(scene.tiers.services.amqpUrl);
  try {
    const queue = `${scene.tiers.namespace}.timeline.${between(scene.random, 0, 3)}`;
    await work(await connection.createConfirmChannel(), queue);
  } finally {
    await connection.close();
  }
};

const put = async (channel: amqp.ConfirmChannel, queue: string, bodies: readonly string[]): Promise<void> => {
  for (const body of bodies) channel.sendToQueue(queue, Buffer.from(body), { persistent: true });
  await channel.waitForConfirms();
};

/** Whoever dies is started again, as any operator's supervisor does. */
export const superviseUntil = async (
  scene: Scene,
  isOver: () => Promise<boolean>,
  settings: Settings,
): Promise<void> => {
  const until = Date.now() + putAsideMs;
  while (!(await isOver())) {
    if (Date.now() > until) throw new Error("The poison was not put aside.");
    for (const place of scene.places.consumer) if (!place.isRunning) await place.start(settings);
    await pause(50);
  }
  for (const place of scene.places.consumer) if (!place.isRunning) await place.start(settings);
};

/** Takes the first message of the queue as the consumer would that knows it; what comes after it goes back with the channel. */
const takeFirst = async (channel: amqp.Channel, queue: string): Promise<void> => {
  await channel.prefetch(1);
  const first = await new Promise<amqp.ConsumeMessage>((resolve) => {
    void channel.consume(queue, (message) => {
      if (message) resolve(message);
    });
  });
  if (first.content.toString() !== fromTheFuture) throw new Error("The command of a later version is not the first.");
  channel.ack(first);
  await channel.close();
};

export const messageFaults: readonly Fault[] = [
  {
    name: "consumer-poisoned",
    what: "a message kills every consumer that works on it, until it is put aside, alone",
    part,
    arm: () => ({ consumer0: poisoned, consumer1: poisoned }),
    run: async (scene) => {
      const poison = await scene.traffic.post("poison");
      scene.ledger.putAside(poison);
      await superviseUntil(scene, async () => (await deadLetters(scene)) > 0, poisoned);
      scene.claim((await deadLetters(scene)) === 1, "an innocent message was put aside beside the poison");
    },
  },
  {
    name: "consumer-garbage",
    what: "what nobody understands is in a queue",
    part,
    run: async (scene) => {
      await onAQueue(scene, (channel, queue) => put(channel, queue, garbage));
      const isAside = async (): Promise<true | undefined> => (await deadLetters(scene)) === garbage.length || undefined;
      await eventually(isAside, "all of it, and nothing else, is put aside", 15_000);
    },
  },
  {
    name: "consumer-newer-version",
    what: "a command of a later version is in a queue; consumers leave it until they are upgraded",
    part,
    run: async (scene) => {
      await onAQueue(scene, async (channel, queue) => {
        await put(channel, queue, [fromTheFuture]);
        await pause(3_000);
        for (const place of scene.places.consumer) await place.terminate();
        await takeFirst(channel, queue);
      });
      for (const place of scene.places.consumer) await place.start();
    },
  },
];

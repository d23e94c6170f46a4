import { setTimeout as pause } from "node:timers/promises";
import amqp from "amqplib";
import { v7 } from "uuid";
import { partitionOf } from "../../../infra/rabbitmq/names.ts";
import { partitions } from "../../support/tiers.ts";
import { eventually } from "../../support/wait.ts";
import type { Fault } from "../harness/fault.ts";
import type { Way } from "../harness/preparation.ts";
import type { Scene } from "../harness/scene.ts";
import { claimNothingAside, drained } from "./questions.ts";

const everyWay: readonly Way[] = ["http:amqp", "gateway:amqp", "consumer:amqp"];
const backMs = 15_000;

const inBroker = async ({ tiers }: Scene, work: (channel: amqp.Channel) => Promise<unknown>): Promise<void> => {
  const connection = await amqp.connect(tiers.services.amqpUrl);
  try {
    await work(await connection.createChannel());
  } finally {
    await connection.close();
  }
};

const partitionIn = (roomId: string): number => partitionOf({ tenantId: "default", roomId }, partitions);

/** Posts as the one who does not talk, and waits until it is stored. @returns the status: 201 when it is */
const say = async ({ traffic, ledger, url }: Scene, roomId: string): Promise<number> => {
  const post = { id: v7(), roomId, authorId: traffic.quiet.userId, text: "while a queue is another" };
  ledger.attempt(post);
  const answer = await fetch(`${url}/v1/rooms/${roomId}/messages`, {
    method: "POST",
    headers: { authorization: `Bearer ${traffic.quiet.token}`, "content-type": "application/json", prefer: "wait=5" },
    body: JSON.stringify({ id: post.id, text: post.text }),
  });
  await answer.arrayBuffer();
  if (answer.status === 201 || answer.status === 202) ledger.accepted(post);
  else ledger.unanswered();
  return answer.status;
};

/** While nobody is connected, as a maintenance might: the product finds it when it is back. */
const replace = async (scene: Scene, queue: string): Promise<void> => {
  for (const way of everyWay) scene.proxy(way).refuse();
  await inBroker(scene, async (channel) => {
    await channel.deleteQueue(queue);
    await channel.assertQueue(queue, { durable: true, arguments: { "x-queue-type": "classic" } });
  });
  for (const way of everyWay) scene.proxy(way).heal();
};

const claimOthersServe = async (scene: Scene, wrong: number): Promise<void> => {
  const { rooms } = scene.traffic.quiet;
  const isServed = async (): Promise<true | undefined> => {
    const statuses = [];
    for (const room of rooms.filter((each) => partitionIn(each) !== wrong)) statuses.push(await say(scene, room));
    return statuses.every((status) => status === 201) || undefined;
  };
  await eventually(isServed, "the rooms of the other queues are served", backMs).catch((error: unknown) =>
    scene.claim(false, String(error)),
  );
  for (const room of rooms.filter((each) => partitionIn(each) === wrong)) {
    const status = await say(scene, room);
    scene.claim(status === 503, `a post for the wrong queue was answered with ${status}`);
  }
};

/** Both who publish and who consume raise the alarm, and name the queue. */
const claimTold = ({ places, claim }: Scene, queue: string): void => {
  for (const { name, said } of [...places.http, ...places.gateway, ...places.consumer]) {
    const lines = said.split("\n").filter((line) => line.includes('"alarm":true') && line.includes(queue));
    claim(lines.length > 0, `${name} has raised no alarm`);
    claim(lines.length < 5, `${name} has raised ${lines.length} alarms`);
  }
};

const mismatch = async (scene: Scene): Promise<void> => {
  const { traffic, tiers, random } = scene;
  const room = traffic.quiet.rooms[Math.floor(random() * traffic.quiet.rooms.length)] ?? "";
  const wrong = partitionIn(room);
  const queue = `${tiers.namespace}.timeline.${wrong}`;
  await traffic.rest();
  await drained(scene);
  await replace(scene, queue);
  await claimOthersServe(scene, wrong);
  traffic.resume();
  await pause(scene.isLong ? 60_000 : 4_000);
  claimTold(scene, queue);
  await inBroker(scene, (channel) => channel.deleteQueue(queue, { ifEmpty: true }));
  await claimNothingAside(scene);
};

export const mismatchFault: Fault = {
  name: "broker-queue-mismatch",
  what: "a queue is declared by an operator with other arguments while nobody is connected, and deleted seconds later",
  part: "broker",
  through: everyWay,
  run: mismatch,
};

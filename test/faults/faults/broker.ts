import { setTimeout as pause } from "node:timers/promises";
import amqp from "amqplib";
import { eventually } from "../../support/wait.ts";
import type { Fault } from "../harness/fault.ts";
import { between } from "../harness/fault.ts";
import type { Way } from "../harness/preparation.ts";
import type { Scene } from "../harness/scene.ts";
import { drained } from "./questions.ts";

const part = "broker";
const everyWay: readonly Way[] = ["http:amqp", "gateway:amqp", "consumer:amqp"];
/** A broker from which nothing comes is declared dead within this many milliseconds. */
const deadMs = 15_000;

/** Posts, and is heard, until so much time is over. */
const lasting = (short: number, long: number, { isLong }: Scene): Promise<unknown> => pause(isLong ? long : short);

const deleteQueue = async ({ tiers, random }: Scene): Promise<void> => {
  const connection = await amqp.connect(tiers.services.amqpUrl);
  const channel = await connection.createChannel();
  await channel.deleteQueue(`${tiers.namespace}.timeline.${between(random, 0, 3)}`);
  await connection.close();
};

const alarm =
  (raise: string, clear: string): Fault["run"] =>
  async (scene) => {
    await scene.servers.inBroker(raise);
    await lasting(8_000, 60_000, scene);
    await scene.servers.inBroker(clear);
  };

export const brokerFaults: readonly Fault[] = [
  {
    name: "broker-killed",
    what: "RabbitMQ is killed with SIGKILL under load, and is back seconds later",
    part,
    isAlone: true,
    run: async ({ servers, random }) => {
      await servers.rabbit.kill();
      await pause(between(random, 200, 2_000));
      await servers.rabbit.restart();
    },
  },
  {
    name: "broker-restarted",
    what: "RabbitMQ is restarted as an operator does it",
    part,
    isAlone: true,
    run: ({ servers }) => servers.rabbit.restart(),
  },
  {
    name: "broker-black-hole",
    what: "nothing comes from RabbitMQ any more, and no connection ends",
    part,
    through: everyWay,
    run: async (scene) => {
      for (const way of everyWay) scene.proxy(way).hold();
      const [http] = scene.places.http;
      const isDown = async (): Promise<true | undefined> => (await http.readiness()) === "not_ready" || undefined;
      await eventually(isDown, "http is told that the broker is away", deadMs).catch((error: unknown) =>
        scene.claim(false, String(error)),
      );
      await lasting(1_000, 30_000, scene);
      for (const way of everyWay) scene.proxy(way).heal();
    },
  },
  {
    name: "broker-confirm-cut",
    what: "connections end between a publish and its confirm",
    part,
    through: ["http:confirms"],
    run: async ({ confirms, random }) => {
      const cuts = between(random, 4, 10);
      confirms.cutConfirms(cuts);
      await eventually(async () => confirms.cuts >= cuts || undefined, "confirms are cut", 30_000);
    },
  },
  {
    name: "broker-stopped",
    what: "RabbitMQ is stopped with SIGSTOP for 10 s, and goes on",
    part,
    isAlone: true,
    run: async (scene) => {
      scene.servers.freeze(scene.servers.rabbit, "SIGSTOP");
      await lasting(10_000, 20_000, scene);
      scene.servers.freeze(scene.servers.rabbit, "SIGCONT");
    },
  },
  {
    name: "broker-memory-alarm",
    what: "RabbitMQ is short of memory and blocks who publishes",
    part,
    isAlone: true,
    run: alarm(
      "vm_memory_monitor:set_vm_memory_high_watermark(0.0)",
      "vm_memory_monitor:set_vm_memory_high_watermark(0.4)",
    ),
  },
  {
    name: "broker-disk-alarm",
    what: "RabbitMQ is short of disk and blocks who publishes",
    part,
    isAlone: true,
    run: alarm(
      "rabbit_disk_monitor:set_disk_free_limit(1000000000000000)",
      "rabbit_disk_monitor:set_disk_free_limit(50000000)",
    ),
  },
  {
    name: "broker-connections-closed",
    what: "an operator closes every connection",
    part,
    isAlone: true,
    run: async ({ servers }) => {
      await servers.inBroker('rabbit_networking:close_connections(rabbit_networking:connections(), "chaos")');
    },
  },
  {
    name: "broker-channel-error",
    what: "RabbitMQ closes every channel with an error",
    part,
    isAlone: true,
    run: async ({ servers }) => {
      const failed = '{amqp_error, precondition_failed, "chaos", none}';
      for (let time = 0; time < 2; time += 1) {
        await servers.inBroker(`[exit(P, ${failed}) || P <- rabbit_channel:list()]`);
      }
    },
  },
  {
    name: "broker-queue-deleted",
    what: "an empty queue is deleted; posts go on at once",
    part,
    run: async (scene) => {
      await scene.traffic.rest();
      await drained(scene);
      await deleteQueue(scene);
      scene.traffic.resume();
    },
  },
];

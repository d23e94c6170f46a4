import { setTimeout as pause } from "node:timers/promises";
import type { Fault } from "../harness/fault.ts";
import type { Scene } from "../harness/scene.ts";
import { mismatchFault } from "./mismatch.ts";
import { claimNothingAside } from "./questions.ts";

const part = "broker";
const fullMs = { short: 5_000, long: 60_000 };
/** The consumers are back, and the queues still hold next to nothing. */
const narrowMs = 8_000;
const most = 5;

const binary = (text: string): string => `<<"${text}">>`;

/** A policy for the queues of this line alone; the limit is the operator's, what happens at it is the product's wish too. */
const limit = async ({ servers, tiers }: Scene): Promise<void> => {
  const pattern = binary(`^${tiers.namespace}[.]timeline[.]`);
  const definition = `[{${binary("max-length")}, ${most}}, {${binary("overflow")}, ${binary("reject-publish")}}]`;
  const name = binary(tiers.namespace);
  const said = await servers.inBroker(
    `rabbit_policy:set(${binary("/")}, ${name}, ${pattern}, ${definition}, 0, ${binary("queues")}, ${binary("chaos")})`,
  );
  if (!said.includes("ok")) throw new Error(`The policy was not set: ${said}`);
};

const lift = async ({ servers, tiers }: Scene): Promise<void> => {
  await servers.inBroker(`rabbit_policy:delete(${binary("/")}, ${binary(tiers.namespace)}, ${binary("chaos")})`);
};

const refusals = async ({ places }: Scene): Promise<number> => {
  const each = [...places.http, ...places.gateway].map((place) => place.figure("chat_commands_unavailable_total"));
  return (await Promise.all(each)).reduce((sum, count) => sum + count, 0);
};

const queueFull = async (scene: Scene): Promise<void> => {
  const { consumer } = scene.places;
  await limit(scene);
  try {
    await Promise.all(consumer.map((place) => place.terminate()));
    await pause(scene.isLong ? fullMs.long : fullMs.short);
    scene.claim((await refusals(scene)) > 0, "no post was refused, although the queues were full");
    await Promise.all(consumer.map((place) => place.start()));
    await pause(narrowMs);
  } finally {
    await lift(scene);
  }
  await claimNothingAside(scene);
};

export const operatorFaults: readonly Fault[] = [
  {
    name: "broker-queue-full",
    what: `an operator's policy lets a queue hold ${most} messages and nack the rest; for a while nobody consumes`,
    part,
    run: queueFull,
  },
  mismatchFault,
];

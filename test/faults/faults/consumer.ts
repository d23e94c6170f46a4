import { setTimeout as pause } from "node:timers/promises";
import type { Fault } from "../harness/fault.ts";
import { between } from "../harness/fault.ts";
import { killedAt } from "./killed-at.ts";
import { messageFaults } from "./messages.ts";
import { endings } from "./plain.ts";

const part = "consumer";
/** Twice as long as a lease. */
const zombieMs = { short: 12_000, long: 20_000 };
const hungMs = 8_000;

const stoppedAt = (point: string, when: string): Fault => ({
  name: `consumer-stopped-${point}`,
  what: `a consumer stands still for longer than its lease, ${when}, and wakes up`,
  part,
  arm: (random) => ({ consumer0: { FAILPOINTS: `${point}:stop@${between(random, 5, 40)}` } }),
  run: async ({ places, isLong }) => {
    const [zombie] = places.consumer;
    await zombie.stopped(20_000);
    await pause(isLong ? zombieMs.long : zombieMs.short);
    zombie.signal("SIGCONT");
  },
});

export const consumerFaults: readonly Fault[] = [
  killedAt("consumer", "before-batch", "as a batch begins"),
  killedAt("consumer", "before-commit", "between the last statement and the commit"),
  killedAt("consumer", "after-commit", "between the commit and the live events"),
  killedAt("consumer", "before-emit", "before a batch is announced"),
  killedAt("consumer", "after-emit", "between the live events and the acknowledgement"),
  killedAt("consumer", "before-ack", "before a batch is acknowledged"),
  ...endings("consumer"),
  {
    name: "consumer-stopped",
    what: "a consumer stands still for longer than its lease, anywhere, and wakes up",
    part,
    run: async (scene) => {
      const zombie = scene.oneOf(scene.places.consumer);
      zombie.signal("SIGSTOP");
      await pause(scene.isLong ? zombieMs.long : zombieMs.short);
      zombie.signal("SIGCONT");
    },
  },
  stoppedAt("before-commit", "in the middle of a transaction"),
  stoppedAt("after-commit", "between the commit and the live events"),
  {
    name: "consumer-hung",
    what: "a consumer's handler never comes back from a batch; an operator kills it",
    part,
    arm: (random) => ({ consumer0: { FAILPOINTS: `before-batch:hang@${between(random, 5, 40)}` } }),
    run: async ({ places }) => {
      await pause(hungMs);
      const [hung] = places.consumer;
      await hung.kill();
      await hung.start();
    },
  },
  ...messageFaults,
];

import type { Point } from "../../../infra/failpoints/failpoints.ts";
import type { Fault } from "../harness/fault.ts";
import { between } from "../harness/fault.ts";

type Tier = "http" | "gateway" | "consumer";

/** Room is made while people gather, and pushes to rooms begin with that. */
const times: Readonly<Record<Tier, readonly [number, number]>> = {
  http: [10, 60],
  gateway: [10, 60],
  consumer: [5, 40],
};
const withinMs = 20_000;

/** One process of a role is killed at a point in its code, by itself, and started again. */
export const killedAt = (tier: Tier, point: Point, when: string, [low, high] = times[tier]): Fault => ({
  name: `${tier}-killed-${point}`,
  what: `a ${tier} process is killed ${when}`,
  part: tier,
  arm: (random) => ({ [`${tier}0`]: { FAILPOINTS: `${point}:kill@${between(random, low, high)}` } }),
  run: async ({ places }) => {
    const [victim] = places[tier];
    await victim.died(withinMs);
    await victim.start();
  },
});

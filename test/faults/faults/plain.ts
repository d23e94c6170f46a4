import type { Fault } from "../harness/fault.ts";

type Tier = "http" | "gateway" | "consumer";

/** What can be done to any process from outside. */
export const endings = (tier: Tier): readonly Fault[] => [
  {
    name: `${tier}-killed`,
    what: `a ${tier} process is killed with SIGKILL under load`,
    part: tier,
    run: async (scene) => {
      const victim = scene.oneOf(scene.places[tier]);
      await victim.kill();
      await victim.start();
    },
  },
  {
    name: `${tier}-terminated`,
    what: `a ${tier} process is told to end with SIGTERM under load, and does so with 0 within 10 s`,
    part: tier,
    run: async (scene) => {
      const victim = scene.oneOf(scene.places[tier]);
      await victim.terminate();
      await victim.start();
    },
  },
];

import type { Fault } from "../harness/fault.ts";
import { inTurn } from "./in-turn.ts";
import { removedFault } from "./removed.ts";

const part = "everything";

export const everythingFaults: readonly Fault[] = [
  inTurn,
  {
    name: "rolling-restart",
    what: "each process in turn is told to end, and started again",
    part,
    run: async ({ all }) => {
      for (const place of all) {
        await place.terminate();
        await place.start();
      }
    },
  },
  {
    name: "all-killed",
    what: "all processes are killed at once, and started again",
    part,
    isSmoke: true,
    run: async ({ all }) => {
      await Promise.all(all.map((place) => place.kill()));
      await Promise.all(all.map((place) => place.start()));
    },
  },
  removedFault,
];

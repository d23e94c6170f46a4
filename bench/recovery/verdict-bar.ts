import { setTimeout as pause } from "node:timers/promises";
import type { Scene } from "../../test/faults/harness/scene.ts";
import type { Verdict } from "../../test/long/oracle.ts";
import type { Bar } from "./scenario.ts";

const lastPostsMs = 20_000;
const readyMs = 20_000;

const inWords = ({ lost, duplicated, unexpected, outOfOrder, diverged }: Verdict): string =>
  `${lost} lost, ${duplicated} duplicated, ${unexpected} unexpected, ${outOfOrder} out of order, ${diverged} diverged`;

const wrongsOf = (scene: Scene): readonly string[] => [...scene.wrongs, ...scene.all.flatMap(({ wrongs }) => wrongs)];

/** Stops the talk, judges all that was said, and tells of every process that ended by itself. */
export const verdictBar = async (scene: Scene, traffic = scene.traffic): Promise<Bar> => {
  await traffic.stop(lastPostsMs);
  const verdict = await scene.crowd.judge(scene.ledger);
  const wrongs = wrongsOf(scene);
  const { accepted } = scene.ledger.figures;
  return {
    bar: "nothing lost, duplicated, unexpected, out of order or diverged, and no process ends by itself",
    seen: [`of ${accepted} accepted ${inWords(verdict)}`, ...wrongs].join("; "),
    isMet: wrongs.length === 0 && Object.values(verdict).every((count) => count === 0),
  };
};

/** Resolves when every process is ready. @throws when one is not in time */
export const untilReady = async ({ all }: Scene): Promise<void> => {
  const until = Date.now() + readyMs;
  for (const place of all) {
    while ((await place.readiness()) !== "ready") {
      if (Date.now() > until) throw new Error(`${place.name} is not ready within ${readyMs / 1_000} s.`);
      await pause(50);
    }
  }
};

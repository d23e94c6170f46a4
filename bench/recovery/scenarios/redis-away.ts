import type { PlaceName } from "../../../test/faults/harness/preparation.ts";
import { Scene } from "../../../test/faults/harness/scene.ts";
import type { Settings } from "../../../test/support/chat-process.ts";
import { probed } from "../memory/probed.ts";
import { MemoryWatch } from "../memory/watch.ts";
import { Hearing } from "../redis-away/hearing.ts";
import type { Outage, Times } from "../redis-away/outage.ts";
import { outlast } from "../redis-away/outage.ts";
import { afterwards, heardMeanwhile, memory } from "../redis-away/findings.ts";
import { startTalk } from "../redis-away/talk.ts";
import type { Scenario } from "../scenario.ts";
import { untilReady, verdictBar } from "../verdict-bar.ts";

const full: Times = { warmUpMs: 480_000, outageMs: 600_000, windowMs: 30_000 };
const quick: Times = { warmUpMs: 30_000, outageMs: 60_000, windowMs: 10_000 };
const names: readonly PlaceName[] = ["http0", "http1", "gateway0", "gateway1", "consumer0", "consumer1"];

const allProbed = (): Partial<Record<PlaceName, Settings>> => {
  const settings = probed();
  return Object.fromEntries(names.map((name) => [name, settings]));
};

const method = ({ warmUpMs, outageMs, windowMs }: Times, scene: Scene, { awayAt, backAt }: Outage): string[] => [
  `Three people post all the time in half of the rooms, ${scene.ledger.figures.accepted} posts in all; in the others there is one post`,
  "early in the outage, and a last one 8 s to 0.3 s before the return or at the return itself. Redis is killed after " +
    `${(warmUpMs + windowMs) / 1_000} s`,
  `of that, is away for ${((backAt - awayAt) / 1_000).toFixed(1)} s (${outageMs / 1_000} s were meant), and comes back empty.`,
  "",
];

const memoryMethod = ({ windowMs }: Times): string[] => [
  `Memory, right before the outage and at its end, in MB. Both times garbage is collected, what the heap then holds is written`,
  `down, and what is resident is the median of the ${windowMs / 1_000} s that follow, seen every 0.5 s, under the same load.`,
  "",
];

export const redisAway: Scenario = {
  name: "redis-away",
  what: "Redis is killed, and is back, empty, ten minutes later",
  run: async ({ servers, isQuick }) => {
    const times = isQuick ? quick : full;
    const scene = new Scene(servers, 1, false);
    const closing: (() => unknown)[] = [];
    try {
      await scene.set({ arm: allProbed });
      const hearing = new Hearing(scene.crowd);
      const talk = await startTalk(scene, 1);
      const watch = new MemoryWatch(scene.all);
      closing.push(
        () => talk.stop(),
        () => watch.stop(),
      );
      const outage = await outlast(scene, talk, watch, times);
      await untilReady(scene);
      const judged = await verdictBar(scene, talk.active);
      const ear = { scene, talk, hearing, outage };
      const [held, meanwhile, closed] = [memory(scene, outage), heardMeanwhile(ear), afterwards(ear)];
      return {
        bars: [judged, ...held.bars, ...meanwhile.bars, ...closed.bars],
        details: [
          ...method(times, scene, outage),
          ...meanwhile.details,
          ...closed.details,
          ...memoryMethod(times),
          ...held.details,
        ],
      };
    } finally {
      for (const close of closing) await close();
      await scene.clear();
    }
  },
};

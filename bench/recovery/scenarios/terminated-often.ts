import { setTimeout as pause } from "node:timers/promises";
import type { Tier } from "../../../test/faults/harness/preparation.ts";
import { Scene } from "../../../test/faults/harness/scene.ts";
import { median, quantile } from "../../figures.ts";
import { msUntil } from "../moment.ts";
import type { Scenario } from "../scenario.ts";
import { inSeconds, table } from "../table.ts";
import { untilReady, verdictBar } from "../verdict-bar.ts";

const barMs = 10_000;
const readyMs = 30_000;
const calmMs = 2_000;
const roles: readonly Tier[] = ["http", "gateway", "consumer"];

interface Endings {
  readonly role: Tier;
  /** From SIGTERM to the exit. */
  readonly endsMs: readonly number[];
  /** From the exit until its successor was ready. */
  readonly startsMs: readonly number[];
}

/** One process of the role after the other, so that there is always one that runs. */
const endOften = async (scene: Scene, role: Tier, times: number): Promise<Endings> => {
  const [endsMs, startsMs]: [number[], number[]] = [[], []];
  while (endsMs.length < times) {
    const [first, second] = scene.places[role];
    const place = endsMs.length % 2 === 0 ? first : second;
    const toldAt = performance.now();
    await place.terminate();
    const endedAt = performance.now();
    endsMs.push(endedAt - toldAt);
    await place.start();
    const isReady = async (): Promise<boolean> => (await place.readiness()) === "ready";
    startsMs.push(await msUntil(isReady, { since: endedAt, what: `${place.name} is ready`, withinMs: readyMs }));
  }
  return { role, endsMs, startsMs };
};

const rowOf = ({ role, endsMs, startsMs }: Endings): (string | number)[] => [
  role,
  endsMs.length,
  ...[median(endsMs), quantile(endsMs, 0.9), Math.max(...endsMs), median(startsMs)].map(inSeconds),
];

const head = ["role", "times", "median exit", "p90", "slowest", "ready again, median"];

const details = (scene: Scene, endings: readonly Endings[]): string[] => {
  const { attempts, unanswered } = scene.ledger.figures;
  return [
    "The roles side by side in one deployment; in each, one of its two processes is told to end, is started again, and when it is",
    "ready the other one's turn comes. Seven people post without a pause meanwhile, and all listen.",
    "",
    ...table(head, endings.map(rowOf)),
    `${attempts} attempts, ${unanswered} of them without an answer or with 503; they were repeated with the same id.`,
  ];
};

/** A process that ended with another code, or not in time, has said so itself. */
const wrongEnds = (scene: Scene): number =>
  scene.all.flatMap(({ wrongs }) => wrongs).filter((wrong) => wrong.includes("was told to end")).length;

export const terminatedOften: Scenario = {
  name: "terminated-often",
  what: "processes of every role are told to end with SIGTERM under load, again and again",
  run: async ({ servers, isQuick }) => {
    const scene = new Scene(servers, 1, false);
    try {
      await scene.set({});
      await scene.talk();
      await pause(calmMs);
      const endings = await Promise.all(roles.map((role) => endOften(scene, role, isQuick ? 4 : 50)));
      await untilReady(scene);
      const slowest = Math.max(...endings.flatMap(({ endsMs }) => endsMs));
      const bar = {
        bar: `each of ${endings[0]?.endsMs.length ?? 0} ends of each role is clean (code 0) and within 10 s`,
        seen: `${wrongEnds(scene)} unclean; slowest ${inSeconds(slowest)}`,
        isMet: wrongEnds(scene) === 0 && slowest <= barMs,
      };
      return { bars: [bar, await verdictBar(scene)], details: details(scene, endings) };
    } finally {
      await scene.clear();
    }
  },
};

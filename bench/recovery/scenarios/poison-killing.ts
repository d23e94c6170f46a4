import { setTimeout as pause } from "node:timers/promises";
import { v7 } from "uuid";
import { median } from "../../figures.ts";
import type { Poster } from "../../tiers/driving/job.ts";
import { Deployment } from "../deployment.ts";
import { hasOneLetterMore, inPairs, makeChatter, medianRatio } from "../poison.ts";
import type { Scenario } from "../scenario.ts";
import { post, SteadyLoad } from "../steady-load.ts";
import { Stored } from "../stored.ts";
import { grouped, inSeconds } from "../text.ts";

const armed = { FAILPOINTS: "poison:kill@1+" };
const perSecond = 200;
const calmMs = 3_000;
const leastRatio = 0.9;

/** One window of a steady load. */
interface Window {
  /** Messages stored a second, from its beginning to its end. */
  readonly rate: number;
  /** The longest stretch in which nothing at all was stored. */
  readonly longestPause: number;
  /** Processes that were started again. */
  readonly restarts: number;
}

/** As a supervisor does: whoever died is started again. */
class Supervision {
  readonly #deployment: Deployment;
  readonly #ended: Promise<void>;
  #goesOn = true;
  restarts = 0;

  constructor(deployment: Deployment) {
    this.#deployment = deployment;
    this.#ended = this.#watch();
  }

  async end(): Promise<void> {
    this.#goesOn = false;
    await this.#ended;
  }

  async #watch(): Promise<void> {
    while (this.#goesOn) {
      for (const place of this.#deployment.places.consumer) {
        if (place.isRunning) continue;
        this.restarts += 1;
        await place.start(armed);
      }
      await pause(100);
    }
  }
}

/** @returns milliseconds */
const longestPauseUntil = async (stored: Stored, until: number): Promise<number> => {
  let [seen, since, longest] = [await stored.count(), performance.now(), 0];
  while (performance.now() < until) {
    await pause(100);
    const now = await stored.count();
    if (now > seen) since = performance.now();
    seen = now;
    longest = Math.max(longest, performance.now() - since);
  }
  return longest;
};

const measure = async (
  deployment: Deployment,
  posters: readonly Poster[],
  windowMs: number,
  isPoisoned: boolean,
): Promise<Window> => {
  const supervision = new Supervision(deployment);
  const stored = await Stored.open(deployment);
  const load = new SteadyLoad({ url: deployment.url, posters, perSecond });
  try {
    await pause(calmMs);
    const [victim] = posters;
    const before = await stored.count();
    const startedAt = performance.now();
    if (isPoisoned && victim) await post(deployment.url, victim, { id: v7(), text: "poison" });
    const longestPause = await longestPauseUntil(stored, startedAt + windowMs);
    const more = (await stored.count()) - before;
    const rate = (more * 1_000) / (performance.now() - startedAt);
    return { rate, longestPause, restarts: supervision.restarts };
  } finally {
    await load.stop();
    await supervision.end();
    await stored.close();
  }
};

export const poisonKilling: Scenario = {
  name: "poison-throughput-killing",
  what: "a message kills every process that works on it, while others are posted and a supervisor starts again whoever dies",
  run: async ({ servers, isQuick }) => {
    const [windowMs, pairs] = isQuick ? [15_000, 1] : [60_000, 5];
    const deployment = await Deployment.open(servers, () => ({ consumer0: armed, consumer1: armed }));
    try {
      const posters = await makeChatter(deployment);
      const others: number[] = [];
      const { clean, poisoned } = await inPairs(pairs, async (isPoisoned) => {
        const once = (): Promise<Window> => measure(deployment, posters, windowMs, isPoisoned);
        if (!isPoisoned) return once();
        const { result, isOne } = await hasOneLetterMore(deployment, once);
        if (!isOne) others.push(1);
        return result;
      });
      const areAlone = others.length === 0;
      const rates = (windows: readonly Window[]): number[] => windows.map(({ rate }) => rate);
      const ratio = medianRatio(rates(poisoned), rates(clean));
      const listed = (windows: readonly Window[]): string =>
        windows
          .map(({ rate, longestPause, restarts }) => `${rate.toFixed(1)}/s (${inSeconds(longestPause)}, ${restarts})`)
          .join(", ");
      return {
        bars: [
          {
            bar: `throughput at least ${leastRatio} of that without poison`,
            seen: `${ratio.toFixed(2)} (${median(rates(poisoned)).toFixed(1)}/s of ${median(rates(clean)).toFixed(1)}/s)`,
            isMet: ratio >= leastRatio,
          },
          {
            bar: "the poison alone is put aside",
            seen: areAlone ? "one dead letter, each time" : "others, too",
            isMet: areAlone,
          },
        ],
        details: [
          `${perSecond} posts a second in ${grouped(posters.length)} rooms; messages stored in the ${windowMs / 1_000} s from the poison's post on, and the median ratio of ${pairs} pairs, sides`,
          "alternated. In brackets the longest stretch in which nothing at all was stored, and how many processes had to be started again.",
          "",
          `- with poison: ${listed(poisoned)}`,
          `- without: ${listed(clean)}`,
        ],
      };
    } finally {
      await deployment.close();
    }
  },
};

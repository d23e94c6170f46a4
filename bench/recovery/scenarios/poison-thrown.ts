import { setTimeout as pause } from "node:timers/promises";
import { v7 } from "uuid";
import { median } from "../../figures.ts";
import { driveOnly } from "../../tiers/driver.ts";
import type { Poster } from "../../tiers/driving/job.ts";
import { Deployment } from "../deployment.ts";
import { hasOneLetterMore, inPairs, makeChatter, medianRatio } from "../poison.ts";
import type { Scenario } from "../scenario.ts";
import { post } from "../steady-load.ts";
import { Stored } from "../stored.ts";
import { grouped } from "../text.ts";

const connections = 20;
const lookEveryMs = 20;
const patienceMs = 120_000;
const leastRatio = 0.9;

/** Nobody knows why, as with any fault of the application; what PostgreSQL itself refuses as a value would be told to its author. */
const trap = `
  create function refuse() returns trigger language plpgsql as $$ begin raise exception 'It cannot be applied.'; end $$;
  create trigger trap before insert on messages for each row when (new.text = 'poison') execute function refuse()`;

const fill = async ({ url }: Deployment, posters: readonly Poster[], count: number): Promise<void> => {
  const lanes = Array.from({ length: connections }, (_, lane) =>
    posters.filter((_each, index) => index % connections === lane),
  );
  await driveOnly({ kind: "post", httpUrl: url, lanes, count });
};

/** @returns messages a second, from the first look at which something was stored */
const drain = async (deployment: Deployment, count: number): Promise<number> => {
  const stored = await Stored.open(deployment);
  const before = await stored.count();
  await deployment.places.consumer[0].start();
  try {
    return await rateSeen(stored, before, count);
  } finally {
    await stored.close();
  }
};

const rateSeen = async (stored: Stored, before: number, count: number): Promise<number> => {
  const until = performance.now() + patienceMs;
  let first: { readonly at: number; readonly done: number } | undefined;
  for (;;) {
    const done = (await stored.count()) - before;
    const at = performance.now();
    if (done > 0) first ??= { at, done };
    if (first && done >= count) return ((done - first.done) * 1_000) / (at - first.at);
    if (at > until) throw new Error(`${done} of ${count} messages were stored.`);
    await pause(lookEveryMs);
  }
};

const stopConsumers = async ({ places }: Deployment): Promise<void> => {
  await Promise.all(places.consumer.filter(({ isRunning }) => isRunning).map((place) => place.terminate()));
};

/** The poison is in the middle of what waits. */
const rateOf = async (deployment: Deployment, posters: readonly Poster[], count: number, isPoisoned: boolean) => {
  await stopConsumers(deployment);
  await fill(deployment, posters, count / 2);
  const [victim] = posters;
  if (isPoisoned && victim) await post(deployment.url, victim, { id: v7(), text: "poison" });
  await fill(deployment, posters, count / 2);
  if (!isPoisoned) return drain(deployment, count);
  const { result, isOne } = await hasOneLetterMore(deployment, () => drain(deployment, count));
  if (!isOne) throw new Error("Not the poison alone was put aside.");
  return result;
};

export const poisonThrown: Scenario = {
  name: "poison-throughput-thrown",
  what: "one of many messages that wait cannot be applied: each transaction that holds it fails, until it is put aside alone",
  run: async ({ servers, isQuick }) => {
    const [count, pairs] = isQuick ? [4_000, 1] : [20_000, 5];
    const deployment = await Deployment.open(servers);
    try {
      await deployment.tiers.query(trap);
      const posters = await makeChatter(deployment);
      const { clean, poisoned } = await inPairs(pairs, (isPoisoned) => rateOf(deployment, posters, count, isPoisoned));
      const ratio = medianRatio(poisoned, clean);
      const listed = (values: readonly number[]): string => values.map((value) => `${grouped(value)}/s`).join(", ");
      return {
        bars: [
          {
            bar: `throughput at least ${leastRatio} of that without poison`,
            seen: `${ratio.toFixed(2)} (${grouped(median(poisoned))}/s of ${grouped(median(clean))}/s)`,
            isMet: ratio >= leastRatio,
          },
          { bar: "the poison alone is put aside", seen: "one dead letter, each time", isMet: true },
        ],
        details: [
          `${grouped(count)} messages in ${posters.length} rooms are accepted while no consumer runs; then one starts, so that no sharing of partitions is measured, and is timed from the first look at which`,
          `something was stored to the last message. The median ratio of ${pairs} pairs, sides alternated. A trigger of the database refuses the poison.`,
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

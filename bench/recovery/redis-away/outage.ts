import { setTimeout as pause } from "node:timers/promises";
import type { Place } from "../../../test/faults/harness/place.ts";
import type { Scene } from "../../../test/faults/harness/scene.ts";
import { heapOf } from "../memory/probed.ts";
import type { MemoryWatch } from "../memory/watch.ts";
import { takenAgain } from "../moment.ts";
import type { Talk } from "./talk.ts";

export interface Times {
  readonly warmUpMs: number;
  readonly outageMs: number;
  /** Memory is the median of so long. */
  readonly windowMs: number;
}

export interface Held {
  readonly residentBytes: number;
  readonly heapBytes: number;
}

export interface Outage {
  readonly awayAt: number;
  /** Redis takes connections again. */
  readonly backAt: number;
  readonly before: ReadonlyMap<Place, Held>;
  readonly after: ReadonlyMap<Place, Held>;
}

/** The first silent room has its last post at the return itself, the others so long before it. */
const lastSaidMs = [0, 300, 1_000, 3_000, 5_000, 8_000];
const firstSaidMs = 5_000;
const closingMs = 20_000;

/** First a collection, and then what is resident in the time after it: the same each time, so that both are alike. */
const hold = async ({ all }: Scene, watch: MemoryWatch, windowMs: number): Promise<Map<Place, Held>> => {
  const heaps = await Promise.all(all.map(heapOf));
  const from = performance.now();
  await pause(windowMs);
  const to = performance.now();
  return new Map(
    all.map((place, index) => [
      place,
      { heapBytes: heaps[index] ?? Number.NaN, residentBytes: watch.resident(place, from, to) },
    ]),
  );
};

const sayLast = (talk: Talk, endsAt: number): Promise<unknown> =>
  Promise.all(
    lastSaidMs.slice(1).map(async (ms, index) => {
      await pause(endsAt - ms - performance.now());
      await talk.say(index + 1, `${ms} ms before the return`);
    }),
  );

/** Redis goes, stays away while some talk, and comes back; and then as long as any gap may take to close. */
export const outlast = async (scene: Scene, talk: Talk, watch: MemoryWatch, times: Times): Promise<Outage> => {
  const { redis } = scene.servers;
  const { warmUpMs, outageMs, windowMs } = times;
  await pause(warmUpMs);
  const before = await hold(scene, watch, windowMs);
  const awayAt = performance.now();
  await redis.kill();
  await pause(firstSaidMs);
  for (const room of talk.silentRooms.keys()) await talk.say(room, "while Redis is away");
  await pause(awayAt + outageMs - windowMs - performance.now());
  const endsAt = performance.now() + windowMs;
  const [after] = await Promise.all([hold(scene, watch, windowMs), sayLast(talk, endsAt)]);
  const restarted = redis.restart();
  const backAt = await takenAgain(redis.url);
  await talk.say(0, "at the return");
  await restarted;
  await pause(closingMs);
  return { awayAt, backAt, before, after };
};

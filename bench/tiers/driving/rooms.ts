import { setTimeout as pause } from "node:timers/promises";
import { HttpLine } from "./http-line.ts";
import type { Measured, Prepared, RoomJob } from "./job.ts";
import { eachMark } from "./marks.ts";
import { inLanes, postOf } from "./posting.ts";
import { closeAll, connectAll } from "./sockets.ts";
import { quantile } from "../../figures.ts";
import type { WireSocket } from "./wire-socket.ts";

/** Posts under way in a burst. */
const lanes = 50;
/** Of the paced ones. */
const perSecond = 20;
/** How long the last delivery may take, in milliseconds. */
const patience = 60_000;

/** Knows when each message has reached everybody. */
class Arrivals {
  readonly #left: Int32Array;
  readonly #at: Float64Array;
  #messagesLeft: number;
  #whenAll: () => void = () => {};
  readonly all: Promise<void>;
  onArrived: (index: number) => void = () => {};

  constructor(sockets: readonly WireSocket[], count: number) {
    this.#left = new Int32Array(count).fill(sockets.length);
    this.#at = new Float64Array(count);
    this.#messagesLeft = count;
    this.all = new Promise((resolve) => (this.#whenAll = resolve));
    const take = (index: number): void => this.#take(index);
    for (const socket of sockets) socket.onEvent = (payload) => eachMark(payload, take);
  }

  #take(index: number): void {
    const left = (this.#left[index] ?? 0) - 1;
    this.#left[index] = left;
    if (left !== 0) return;
    this.#at[index] = performance.now();
    this.#messagesLeft -= 1;
    this.onArrived(index);
    if (this.#messagesLeft === 0) this.#whenAll();
  }

  /** When the last member had it. */
  at(index: number): number {
    return this.#at[index] ?? Number.NaN;
  }

  /** @throws when something is missing after {@link patience} */
  async complete(): Promise<void> {
    const late = new AbortController();
    const tooLate = pause(patience, undefined, { signal: late.signal }).then(() => {
      throw new Error(`${this.#messagesLeft} messages have not reached everybody.`);
    });
    await Promise.race([this.all, tooLate]).finally(() => late.abort());
    tooLate.catch(() => {});
  }
}

interface Scene {
  readonly job: RoomJob;
  readonly lines: readonly HttpLine[];
  readonly arrivals: Arrivals;
}

const post = async ({ job, lines }: Scene, index: number, lane: number): Promise<void> => {
  await lines[lane]?.send(postOf(job.poster, index));
};

const burst = async (scene: Scene): Promise<Measured> => {
  const startedAt = performance.now();
  await inLanes(lanes, scene.job.count, (index, lane) => post(scene, index, lane));
  await scene.arrivals.complete();
  return { perSecond: scene.job.count / ((performance.now() - startedAt) / 1_000) };
};

const single = async (scene: Scene): Promise<readonly number[]> => {
  const took: number[] = [];
  for (let index = 0; index < scene.job.count; index += 1) {
    const startedAt = performance.now();
    const arrived = new Promise<void>((resolve) => (scene.arrivals.onArrived = () => resolve()));
    await Promise.all([post(scene, index, 0), arrived]);
    took.push(scene.arrivals.at(index) - startedAt);
  }
  return took;
};

const paced = async (scene: Scene): Promise<readonly number[]> => {
  const began = performance.now();
  const startedAt: number[] = [];
  for (let index = 0; index < scene.job.count; index += 1) {
    await pause(Math.max(0, began + (index * 1_000) / perSecond - performance.now()));
    startedAt.push(performance.now());
    await post(scene, index, 0);
  }
  await scene.arrivals.complete();
  return startedAt.map((at, index) => scene.arrivals.at(index) - at);
};

const run = async (scene: Scene): Promise<Measured> => {
  if (scene.job.kind === "burst") return burst(scene);
  const took = scene.job.kind === "single" ? await single(scene) : await paced(scene);
  return { p50: quantile(took, 0.5), p99: quantile(took, 0.99) };
};

export const prepareRoom = async (job: RoomJob): Promise<Prepared> => {
  const sockets = await connectAll(job.members);
  const lines = Array.from({ length: lanes }, () => new HttpLine(job.httpUrl));
  const scene = { job, lines, arrivals: new Arrivals(sockets, job.count) };
  return {
    run: () => run(scene),
    async close() {
      for (const line of lines) line.close();
      await closeAll(sockets);
    },
  };
};

import { setTimeout as pause } from "node:timers/promises";
import type { Point } from "../../../infra/failpoints/failpoints.ts";
import type { Settings } from "../../support/chat-process.ts";
import type { Fault } from "../harness/fault.ts";
import { between } from "../harness/fault.ts";
import type { Place } from "../harness/place.ts";

/** Where a process ends or stands still, when it passes for the `low`th to `high`th time. */
interface Turn {
  readonly point: Point;
  readonly action: "kill" | "stop";
  readonly low: number;
  readonly high: number;
}

const turn = (point: Point, action: Turn["action"], low = 5, high = 30): Turn => ({ point, action, low, high });

const firesMs = 20_000;
/** A consumer's lease is over by then; who waits for a request or an event still does. */
const standsStillMs = { consumer: 7_000, http: 2_000, gateway: 2_000 };

const http = [
  turn("before-publish", "kill"),
  turn("after-confirm", "kill"),
  turn("after-confirm", "stop"),
  turn("before-publish", "stop"),
] as const;
const consumer = [
  [
    turn("before-batch", "kill"),
    turn("after-commit", "kill"),
    turn("after-emit", "kill"),
    turn("before-commit", "stop"),
  ],
  [
    turn("before-commit", "kill"),
    turn("before-emit", "kill"),
    turn("before-ack", "kill"),
    turn("after-commit", "stop"),
  ],
] as const;
const gateway = [
  turn("before-publish", "kill"),
  turn("after-confirm", "kill"),
  turn("before-push", "kill"),
  turn("before-push", "stop"),
] as const;

const armed = (next: Turn | undefined, random: () => number): Settings =>
  next ? { FAILPOINTS: `${next.point}:${next.action}@${between(random, next.low, next.high)}` } : {};

const fires = async (place: Place, { action }: Turn): Promise<void> => {
  if (action === "kill") return place.died(firesMs);
  await place.stopped(firesMs);
  await pause(standsStillMs[place.role as keyof typeof standsStillMs]);
  place.signal("SIGCONT");
};

/** One process, each life of which ends at another point. The first life is armed already. */
const livesOf = async (place: Place, turns: readonly Turn[], random: () => number): Promise<void> => {
  for (const [index, each] of turns.entries()) {
    await fires(place, each);
    if (each.action === "kill") await place.start(armed(turns[index + 1], random));
  }
};

const startAnew = async (place: Place, more: Settings): Promise<void> => {
  if (place.isRunning) await place.terminate();
  await place.start(more);
};

/** Connections stay where they are: so the other process is ended, or has ended, whenever one is to have something to do. */
const takeTurns = async ([first, second]: readonly [Place, Place], turns: readonly Turn[], random: () => number) => {
  let [here, there] = [first, second];
  for (const [index, each] of turns.entries()) {
    // At the same time: who stands still must not stand until the other one has started.
    await Promise.all([fires(here, each), startAnew(there, armed(turns[index + 1], random))]);
    [here, there] = [there, here];
  }
  if (!there.isRunning) await there.start();
};

export const inTurn: Fault = {
  name: "every-point-in-turn",
  what: `processes are killed, or stopped for a while, at every point in their code: ${[...http, ...consumer.flat(), ...gateway].length} in one deployment`,
  part: "everything",
  isSmoke: true,
  arm: (random) => ({
    http0: armed(http[0], random),
    consumer0: armed(consumer[0][0], random),
    consumer1: armed(consumer[1][0], random),
    gateway0: armed(gateway[0], random),
  }),
  run: async ({ places, random }) => {
    await Promise.all([
      takeTurns(places.http, http, random),
      takeTurns(places.gateway, gateway, random),
      livesOf(places.consumer[0], consumer[0], random),
      livesOf(places.consumer[1], consumer[1], random),
    ]);
  },
};

import type { Scene } from "../../../test/faults/harness/scene.ts";
import type { Outcome } from "../scenario.ts";
import { inSeconds, table } from "../table.ts";
import { delaysOf, inFigures, slowestOf } from "./delays.ts";
import type { Hearing } from "./hearing.ts";
import type { Outage } from "./outage.ts";
import type { Talk } from "./talk.ts";

const growthBarMb = 20;
/** Two intervals of the head check. */
const heardBarMs = 10_000;
const closedBarMs = { active: 2_000, silent: 15_000 };
/** What is accepted in this time after the return may still be missed by live events. */
const aftermathMs = 10_000;
/** And what was accepted this long before it may not have been heard yet. */
const backlogMs = 15_000;
const mb = 2 ** 20;

interface Ear {
  readonly scene: Scene;
  readonly talk: Talk;
  readonly hearing: Hearing;
  readonly outage: Outage;
}

const inMb = (bytes: number): string => (bytes / mb).toFixed(1);

/** What each process held before the outage and at its end. */
export const memory = ({ all }: Scene, { before, after }: Outage): Outcome => {
  const rows = all.map((place) => {
    const [was, is] = [before.get(place), after.get(place)];
    if (!was || !is) throw new Error(`Nobody has looked at ${place.name}.`);
    return { name: place.name, was, is, grown: is.residentBytes - was.residentBytes };
  });
  const most = rows.reduce((one, other) => (other.grown > one.grown ? other : one));
  return {
    bars: [
      {
        bar: `no process's resident memory grows by more than ${growthBarMb} MB`,
        seen: `most ${inMb(most.grown)} MB, ${most.name}`,
        isMet: most.grown <= growthBarMb * mb,
      },
    ],
    details: table(
      ["process", "resident before", "at the end", "growth", "heap before", "at the end", "growth"],
      rows.map(({ name, was, is, grown }) => [
        name,
        ...[was.residentBytes, is.residentBytes, grown].map(inMb),
        ...[was.heapBytes, is.heapBytes, is.heapBytes - was.heapBytes].map(inMb),
      ]),
    ),
  };
};

/** What was accepted in the outage, until it was heard or the outage was over. */
export const heardMeanwhile = ({ scene, talk, hearing, outage }: Ear): Outcome => {
  const span = { from: outage.awayAt, to: outage.backAt - heardBarMs };
  const active = delaysOf(scene, talk, hearing, { ...span, isSilent: false });
  const silent = delaysOf(scene, talk, hearing, { ...span, isSilent: true });
  const slowest = Math.max(slowestOf(active), slowestOf(silent));
  return {
    bars: [
      {
        bar: "while Redis is away every socket hears every message within two head checks (10 s)",
        seen: `slowest ${inSeconds(slowest)} of ${active.length + silent.length}`,
        isMet: active.length > 0 && silent.length > 0 && slowest <= heardBarMs,
      },
    ],
    details: [
      "From accepted to heard, each message and each member, of what was accepted while Redis was away, but for its last 10 s:",
      "",
      ...table(
        ["rooms", "count", "p50", "p99", "slowest"],
        [
          ["active", ...inFigures(active)],
          ["silent", ...inFigures(silent)],
        ],
      ),
    ],
  };
};

/** What was not heard when Redis came back, or was accepted right after that. */
export const afterwards = ({ scene, talk, hearing, outage: { backAt: since } }: Ear): Outcome => {
  const span = { from: since - backlogMs, to: since + aftermathMs, since };
  const active = delaysOf(scene, talk, hearing, { ...span, isSilent: false });
  const silent = delaysOf(scene, talk, hearing, { ...span, isSilent: true });
  const { reconnects } = hearing;
  const barOf = (rooms: "active" | "silent", delays: readonly number[]) => ({
    bar: `after its return every gap is closed within ${closedBarMs[rooms] / 1_000} s in ${rooms} rooms`,
    seen: `slowest ${inSeconds(slowestOf(delays))} of ${delays.length}`,
    isMet: delays.length > 0 && slowestOf(delays) <= closedBarMs[rooms],
  });
  return {
    bars: [
      barOf("active", active),
      barOf("silent", silent),
      { bar: "no client reconnects", seen: `${reconnects} times`, isMet: reconnects === 0 },
    ],
    details: [
      "After the return, what was heard then of what was accepted from 15 s before it to 10 s after it; from the return on, or from",
      "when it was accepted, where that was later:",
      "",
      ...table(
        ["rooms", "count", "p50", "p99", "slowest"],
        [
          ["active", ...inFigures(active)],
          ["silent", ...inFigures(silent)],
        ],
      ),
    ],
  };
};

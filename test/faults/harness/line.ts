import { setTimeout as pause } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import type { Verdict } from "../../long/oracle.ts";
import { spotless } from "../../long/oracle.ts";
import type { ReceiptsVerdict } from "../receipts/oracle.ts";
import { receiptsSpotless } from "../receipts/oracle.ts";
import { within } from "../../support/wait.ts";
import { keepEvidence } from "./evidence.ts";
import type { Fault } from "./fault.ts";
import { between } from "./fault.ts";
import { Recovery } from "./recovery.ts";
import { Scene } from "./scene.ts";
import type { Servers } from "./servers.ts";

/** What a run says of one fault and one seed. */
export interface Line extends Verdict, ReceiptsVerdict {
  readonly fault: string;
  readonly seed: number;
  readonly attempt: number;
  readonly ok: number;
  readonly unknown: number;
  /** Receipts that were accepted. */
  readonly receipts: number;
  /** From the end of the fault until each room had a post, begun after it, that was heard live. */
  readonly recovered_ms: number;
  /** From the end of the fault until the first post that was begun after it was accepted. */
  readonly accepted_ms: number;
  /** Requests that were not answered in their time. */
  readonly late: number;
  readonly seconds: number;
  /** What else went wrong, in sentences. */
  readonly wrongs: readonly string[];
  /** Lines that the processes wrote at level "error", each kind once. */
  readonly errors: readonly string[];
}

const lineMs = { short: 75_000, long: 900_000 };
const warmUpMs = { least: 400, most: 1_200 };
const recoverMs = 35_000;
const readyMs = 20_000;
/** What goes wrong only later is seen, too. */
const goOnMs = 1_000;
const lastPostsMs = 20_000;

type Judged = Verdict & ReceiptsVerdict;

const flawless: Judged = { ...spotless, ...receiptsSpotless };

/** The figures of a line, as they are shown. */
export const columns = [
  "attempt",
  "ok",
  "unknown",
  "lost",
  "duplicated",
  "unexpected",
  "outOfOrder",
  "diverged",
  "receipts",
  "receipts_lost",
  "receipts_unexpected",
  "receipts_backwards",
  "receipts_diverged",
  "unread_wrong",
  "late",
  "accepted_ms",
  "recovered_ms",
] as const;

export const isSpotless = (line: Line): boolean =>
  line.wrongs.length === 0 && line.late === 0 && Object.keys(flawless).every((key) => line[key as keyof Judged] === 0);

/** Sets a scene, does the harm while people talk, sees it recover, and judges what came of it. */
export const playLine = async (fault: Fault, seed: number, servers: Servers, isLong: boolean): Promise<Line> => {
  const scene = new Scene(servers, seed, isLong);
  const startedAt = performance.now();
  let played: Played = { verdict: flawless, recoveredMs: -1, acceptedMs: -1 };
  try {
    played = await within(isLong ? lineMs.long : lineMs.short, fault.name, play(fault, scene));
  } catch (error) {
    scene.wrongs.push(String(error));
  }
  const said = scene.all.flatMap((place) => linesOf(place.said));
  const wrongs = [...scene.wrongs, ...scene.all.flatMap((place) => place.wrongs)];
  const late = scene.lateRequests;
  if (wrongs.length > 0 || late > 0 || !isDeepStrictEqual(played.verdict, flawless)) {
    await keepEvidence(`${fault.name}-${seed}`, scene);
  }
  await scene.clear();
  const { attempts, accepted, unanswered } = scene.ledger.figures;
  return {
    fault: fault.name,
    seed,
    attempt: attempts,
    ok: accepted,
    unknown: unanswered,
    receipts: scene.acceptedReceipts,
    ...played.verdict,
    recovered_ms: played.recoveredMs,
    accepted_ms: played.acceptedMs,
    late,
    seconds: Math.round((performance.now() - startedAt) / 100) / 10,
    wrongs: [...wrongs, ...said.filter(isFatal).map((line) => `said: ${line}`)],
    errors: [...new Set(said.filter((line) => line.includes('"level":"error"')).map(withoutTime))],
  };
};

interface Played {
  readonly verdict: Judged;
  readonly recoveredMs: number;
  readonly acceptedMs: number;
}

const play = async (fault: Fault, scene: Scene): Promise<Played> => {
  await scene.set(fault);
  const recovery = new Recovery(scene.crowd);
  await scene.talk();
  await pause(between(scene.random, warmUpMs.least, warmUpMs.most));
  await fault.run(scene);
  const { recoveredMs, acceptedMs } = await recovery.since(performance.now(), scene.traffic, recoverMs);
  scene.claim(recoveredMs >= 0, `${recovery.missing.join(", ")} did not recover within ${recoverMs / 1_000} s`);
  await pause(goOnMs);
  await scene.readers.traffic.stop(lastPostsMs);
  await scene.traffic.stop(lastPostsMs);
  const verdict = await scene.crowd.judge(scene.ledger);
  const receipts = await scene.readers.judge();
  for (const wrong of receipts.wrongs) scene.claim(false, wrong);
  await untilReady(scene);
  return { verdict: { ...verdict, ...receipts.verdict }, recoveredMs, acceptedMs };
};

const untilReady = async (scene: Scene): Promise<void> => {
  const until = Date.now() + readyMs;
  for (const place of scene.all) {
    for (let status = await place.readiness(); status !== "ready"; status = await place.readiness()) {
      if (Date.now() > until) {
        scene.claim(false, `${place.name} is ${status} after the fault`);
        break;
      }
      await pause(100);
    }
  }
};

const linesOf = (said: string): string[] => said.split("\n").filter((line) => line !== "");

/** What is not a line of JSON is an error that nobody has caught. */
const isFatal = (line: string): boolean => !line.startsWith("{") || line.includes('"level":"fatal"');

const withoutTime = (line: string): string => line.replace(/"time":"[^"]*",?/, "");

import type { Scene } from "../../../test/faults/harness/scene.ts";
import { quantile } from "../../figures.ts";
import type { Hearing } from "./hearing.ts";
import type { Talk } from "./talk.ts";

/** A time in which posts were accepted, by `performance.now()`. */
interface Span {
  readonly from: number;
  readonly to: number;
}

interface Told extends Span {
  readonly isSilent: boolean;
  /** What was heard earlier was no gap, and delays count from here on; the time of acceptance alone counts when absent. */
  readonly since?: number;
}

/** For each post accepted in a span and each member: milliseconds until it was heard. */
export const delaysOf = (
  { ledger }: Scene,
  talk: Talk,
  hearing: Hearing,
  { from, to, isSilent, since = 0 }: Told,
): number[] =>
  [...ledger.posts.values()]
    .filter(({ roomId }) => talk.silentRooms.includes(roomId) === isSilent)
    .flatMap((post) => {
      const acceptedAt = talk.acceptedAt(post) ?? -1;
      if (acceptedAt < from || acceptedAt > to) return [];
      const heard = hearing.heardAt(post).filter((at) => at >= since);
      return heard.map((at) => Math.max(0, at - Math.max(acceptedAt, since)));
    });

/** As a row of a table: how many, p50, p99, slowest. */
export const inFigures = (delays: readonly number[]): (string | number)[] => [
  delays.length,
  ...[quantile(delays, 0.5), quantile(delays, 0.99), slowestOf(delays)].map((ms) => `${Math.round(ms)} ms`),
];

/** Many are too many arguments for `Math.max`. */
export const slowestOf = (delays: readonly number[]): number => delays.reduce((most, each) => Math.max(most, each), 0);

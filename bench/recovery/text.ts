import { quantile } from "../figures.ts";

export const inSeconds = (ms: number): string => (Number.isFinite(ms) ? `${(ms / 1_000).toFixed(2)} s` : "never");

export const inMs = (ms: number): string => (Number.isFinite(ms) ? `${ms.toFixed(1)} ms` : "never");

export const grouped = (count: number): string => Math.round(count).toLocaleString("en");

/** @param unit as in {@link inSeconds} */
export const spread = (values: readonly number[], unit = inSeconds): string => {
  const at = (share: number): string => unit(quantile(values, share));
  return `p50 ${at(0.5)}, p90 ${at(0.9)}, p99 ${at(0.99)}, most ${unit(Math.max(...values))}`;
};

/** As in "0: 12, 1: 3", in the order of the values. */
export const tally = (values: readonly (string | number)[]): string => {
  const counts = new Map<string | number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  const inOrder = [...counts].sort(([a], [b]) => (a < b ? -1 : 1));
  return inOrder.map(([value, count]) => `${value}: ${grouped(count)}`).join(", ");
};

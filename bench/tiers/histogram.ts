import type { Role } from "./role.ts";

export interface Bucket {
  readonly upTo: number;
  /** How many values were at most that. */
  readonly count: number;
}

const bucketsIn = (text: string, name: string): Bucket[] =>
  [...text.matchAll(new RegExp(`^${name}_bucket\\{le="(\\d+|\\+Inf)"\\} (\\d+)$`, "gm"))].map(([, upTo, count]) => ({
    upTo: upTo === "+Inf" ? Infinity : Number(upTo),
    count: Number(count),
  }));

/** What a process has counted since it started. */
export const histogramOf = async (role: Role, name: string): Promise<readonly Bucket[]> =>
  bucketsIn(await (await fetch(`${role.url}/metrics`)).text(), name);

const since = (buckets: readonly Bucket[], before: readonly Bucket[]): Bucket[] =>
  buckets.map(({ upTo, count }, index) => ({ upTo, count: count - (before[index]?.count ?? 0) }));

/** The median of what was counted after `before`, interpolated inside its bucket. */
export const medianOf = (now: readonly Bucket[], before: readonly Bucket[] = []): number => {
  const buckets = since(now, before);
  const half = (buckets.at(-1)?.count ?? 0) / 2;
  const at = buckets.findIndex(({ count }) => count >= half);
  const [below, within] = [buckets[at - 1] ?? { upTo: 0, count: 0 }, buckets[at]];
  if (!within || half === 0) return Number.NaN;
  if (within.upTo === Infinity) return below.upTo;
  return below.upTo + ((within.upTo - below.upTo) * (half - below.count)) / (within.count - below.count);
};

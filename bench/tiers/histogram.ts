import type { Role } from "./role.ts";

interface Bucket {
  readonly upTo: number;
  /** How many values were at most that. */
  readonly count: number;
}

const bucketsIn = (text: string, name: string): Bucket[] =>
  [...text.matchAll(new RegExp(`^${name}_bucket\\{le="(\\d+|\\+Inf)"\\} (\\d+)$`, "gm"))].map(([, upTo, count]) => ({
    upTo: upTo === "+Inf" ? Infinity : Number(upTo),
    count: Number(count),
  }));

/** The median of what a process has counted since it started, interpolated inside its bucket. */
export const medianOf = async (role: Role, name: string): Promise<number> => {
  const text = await (await fetch(`${role.url}/metrics`)).text();
  const buckets = bucketsIn(text, name);
  const half = (buckets.at(-1)?.count ?? 0) / 2;
  const at = buckets.findIndex(({ count }) => count >= half);
  const [below, within] = [buckets[at - 1] ?? { upTo: 0, count: 0 }, buckets[at]];
  if (!within || half === 0) return Number.NaN;
  if (within.upTo === Infinity) return below.upTo;
  return below.upTo + ((within.upTo - below.upTo) * (half - below.count)) / (within.count - below.count);
};

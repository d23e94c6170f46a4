import { driveOnly } from "../driver.ts";
import type { Poster } from "../driving/job.ts";
import type { Group } from "../groups.ts";
import { createGroups, groups, posters } from "../groups.ts";
import type { Bucket } from "../histogram.ts";
import { histogramOf, medianOf } from "../histogram.ts";
import type { Bar, Figure, Scenario } from "../scenario.ts";
import type { Progress } from "../settle.ts";
import { settled, watchUntilApplied } from "../settle.ts";
import type { Stack } from "../stack.ts";
import { metric } from "../stack.ts";

const connections = 50;

/** From the first look at which something was applied, so that no start-up counts. */
const rateSeen = (seen: readonly Progress[]): number => {
  const first = seen.find(({ applied }) => applied > 0);
  const last = seen.at(-1);
  if (!first || !last || first === last) return Number.NaN;
  return (last.applied - first.applied) / ((last.at - first.at) / 1_000);
};

/** The bare consumer is through between two looks, so it takes the time itself, from its first message to its last. */
const rateOf = async (stack: Stack, count: number): Promise<number> => {
  const seen = await watchUntilApplied(stack, count);
  const ownMs = await metric(stack.role("consumer"), "emitting_ms");
  return ownMs > 0 ? count / (ownMs / 1_000) : rateSeen(seen);
};

/** Every connection posts into its share of the rooms, one after the other. */
const spread = (all: readonly Poster[]): Poster[][] =>
  Array.from({ length: connections }, (_, lane) => all.filter((_each, index) => index % connections === lane));

const fill = async (stack: Stack, crowd: readonly Group[], count: number): Promise<number> => {
  const lanes = spread(await posters(stack, crowd));
  const { perSecond = Number.NaN } = await driveOnly({ kind: "post", httpUrl: stack.role("http").url, lanes, count });
  return perSecond;
};

const batchesOf = (stack: Stack): Promise<readonly Bucket[]> => histogramOf(stack.role("consumer"), "chat_batch_size");

interface Waiting {
  readonly key: string;
  readonly crowd: readonly Group[];
  readonly messages: number;
  readonly figures: readonly Figure[];
}

/** Messages are accepted while no consumer runs; then one starts, and is timed until nothing waits. */
const drainOf = ({ key, crowd, messages, figures }: Waiting): Scenario => ({
  key,
  figures,
  setUp: (stack) => createGroups(stack, crowd),
  async round({ stack, scaled }) {
    const count = scaled(messages);
    await stack.stop("consumer");
    const accepted = await fill(stack, crowd, count);
    await stack.start("consumer");
    const perSecond = await rateOf(stack, count);
    return { accepted, perSecond, batch: medianOf(await batchesOf(stack)) };
  },
});

const drained = (rooms: number, bar?: Bar): Figure => ({
  id: "perSecond",
  title: `20,000 waiting in ${rooms.toLocaleString("en")} rooms: drained`,
  unit: "/s",
  better: "higher",
  ...(bar ? { bar } : {}),
});

const batch = (title: string, bar?: Bar): Figure => ({
  id: "batch",
  title,
  unit: "",
  better: "higher",
  ...(bar ? { bar } : {}),
});

const few = groups("few", 10, 1);
const many = groups("many", 20, 1, 250);

export const drainFewRooms = drainOf({
  key: "drain-50",
  crowd: few,
  messages: 20_000,
  figures: [
    {
      id: "accepted",
      title: "posts accepted while no consumer runs",
      unit: "/s",
      better: "higher",
      bar: { of: "ratio", limit: 0.7 },
    },
    drained(50),
    batch("the same: median batch"),
  ],
});

export const drainManyRooms = drainOf({
  key: "drain-5000",
  crowd: many,
  messages: 20_000,
  figures: [drained(5_000, { of: "product", limit: 3_000 }), batch("the same: median batch")],
});

/** A consumer that runs is held up for the second that the posts take: less than its leases last. */
export const heldUp: Scenario = {
  key: "batch",
  productOnly: true,
  figures: [
    batch("2,000 waiting in 50 rooms for a consumer that was held up: median batch", { of: "product", limit: 20 }),
  ],
  setUp: (stack) => createGroups(stack, few),
  async round({ stack, scaled }) {
    const count = scaled(2_000);
    const before = await batchesOf(stack);
    const { pid } = stack.role("consumer");
    await settled(stack, count, async () => {
      process.kill(pid, "SIGSTOP");
      await fill(stack, few, count).finally(() => process.kill(pid, "SIGCONT"));
    });
    return { batch: medianOf(await batchesOf(stack), before) };
  },
};

import { driveAndCount } from "../cpu.ts";
import { driveOnly } from "../driver.ts";
import type { RoomJob } from "../driving/job.ts";
import type { Group } from "../groups.ts";
import { createGroups, group, handshakes, posters } from "../groups.ts";
import type { Bar, Figure, Scenario } from "../scenario.ts";
import type { Stack } from "../stack.ts";

const jobOf = async (stack: Stack, crowd: Group, kind: RoomJob["kind"], count: number): Promise<RoomJob> => {
  const [poster = { token: "", roomId: "" }] = await posters(stack, [crowd]);
  return { kind, httpUrl: stack.role("http").url, poster, members: await handshakes(stack, [crowd]), count };
};

const figuresOf = (size: number, bar?: Bar): Figure[] => [
  {
    id: "perSecond",
    title: `messages a second to all of a room of ${size}`,
    unit: "/s",
    better: "higher",
    ...(bar ? { bar } : {}),
  },
  {
    id: "p50",
    title: `post to last delivery in a room of ${size}, one at a time, p50`,
    unit: "ms",
    better: "lower",
    digits: 1,
  },
  { id: "roles", title: `CPU of the three processes per message to ${size}`, unit: "µs", better: "lower" },
  { id: "broker", title: `the same, of RabbitMQ`, unit: "µs", better: "lower" },
  { id: "database", title: `the same, of PostgreSQL`, unit: "µs", better: "lower" },
  { id: "redis", title: `the same, of Redis`, unit: "µs", better: "lower" },
];

interface RoomSize {
  readonly members: number;
  readonly inBurst: number;
  readonly oneByOne: number;
  readonly bar?: Bar;
}

const roomOf = ({ members, inBurst, oneByOne, bar }: RoomSize): Scenario => {
  const crowd = group(`of-${members}`, members);
  return {
    key: `room-${members}`,
    figures: figuresOf(members, bar),
    setUp: (stack) => createGroups(stack, [crowd]),
    async round(circumstances) {
      const { stack, scaled } = circumstances;
      const alone = await driveOnly(await jobOf(stack, crowd, "single", scaled(oneByOne)));
      // As fast as posts are accepted: how many reach everybody, and what each costs whom.
      const count = scaled(inBurst);
      const burst = await driveAndCount(circumstances, count, await jobOf(stack, crowd, "burst", count));
      return { ...alone, ...burst };
    },
  };
};

export const roomOf5 = roomOf({ members: 5, inBurst: 4_000, oneByOne: 100 });
export const roomOf500 = roomOf({
  members: 500,
  inBurst: 400,
  oneByOne: 40,
  bar: { of: "ratio", limit: 0.8 },
});

const pair = group("pair", 2);
const paced = 200;

export const idleLatency: Scenario = {
  key: "latency",
  figures: [
    {
      id: "p50",
      title: "post to delivery at 20 a second, p50",
      unit: "ms",
      better: "lower",
      digits: 1,
      bar: { of: "ratio", limit: 2 },
    },
    { id: "p99", title: "the same, p99", unit: "ms", better: "lower", digits: 1 },
  ],
  setUp: (stack) => createGroups(stack, [pair]),
  async round({ stack, scaled }) {
    const job = await jobOf(stack, pair, "paced", scaled(paced));
    return driveOnly({ ...job, members: job.members.slice(1) });
  },
};

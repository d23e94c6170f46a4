import { setTimeout as pause } from "node:timers/promises";
import type { Way } from "../../../test/faults/harness/preparation.ts";
import { Scene } from "../../../test/faults/harness/scene.ts";
import { quantile } from "../../figures.ts";
import { msUntil } from "../moment.ts";
import type { Probe } from "../post-probe.ts";
import { PostProbe } from "../post-probe.ts";
import type { Scenario } from "../scenario.ts";
import { inSeconds, table } from "../table.ts";
import { untilReady, verdictBar } from "../verdict-bar.ts";

const answerBarMs = 5_000;
const deadBarMs = 15_000;
const patienceMs = 40_000;
const calmMs = 3_000;
/** It goes on for so long after every link is known to be dead. */
const afterwardsMs = 3_000;
const ways: readonly Way[] = ["http:amqp", "gateway:amqp", "consumer:amqp"];
const roles = ["http", "gateway", "consumer"] as const;
/** A gateway goes on pushing without a broker. */
const saysSo = { http: "not_ready", gateway: "degraded", consumer: "not_ready" } as const;

interface Round {
  /** How long each post begun in the black hole waited for its answer. */
  readonly answersMs: readonly number[];
  /** Answers by their status; `none` where there was none. */
  readonly statuses: Readonly<Record<string, number>>;
  /** By role, the slower process of it. */
  readonly deadMs: Readonly<Record<(typeof roles)[number], number>>;
  /** From its end until a post was accepted. */
  readonly acceptedMs: number;
}

const counted = (probes: readonly Probe[]): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const { status } of probes) counts[status ?? "none"] = (counts[status ?? "none"] ?? 0) + 1;
  return counts;
};

const deadOf = async ({ places }: Scene, role: (typeof roles)[number], since: number): Promise<number> => {
  const each = places[role].map((place) =>
    msUntil(async () => (await place.readiness()) === saysSo[role], {
      since,
      what: `${place.name} knows that the broker is away`,
      withinMs: patienceMs,
    }),
  );
  return Math.max(...(await Promise.all(each)));
};

const playRound = async (scene: Scene, probe: PostProbe): Promise<Round> => {
  const since = performance.now();
  for (const way of ways) scene.proxy(way).hold();
  probe.start();
  const [http, gateway, consumer] = await Promise.all([
    deadOf(scene, "http", since),
    deadOf(scene, "gateway", since),
    deadOf(scene, "consumer", since),
  ]);
  await pause(afterwardsMs);
  const probes = await probe.stop();
  const endedAt = performance.now();
  probe.start();
  for (const way of ways) scene.proxy(way).heal();
  const isAccepted = async (): Promise<boolean> => probe.firstAccepted(endedAt) !== undefined;
  await msUntil(isAccepted, { since: endedAt, what: "a post is accepted", withinMs: patienceMs });
  const acceptedMs = probe.firstAccepted(endedAt) ?? Number.NaN;
  await probe.stop();
  const answersMs = probes.map((each) => each.endedAt - each.begunAt);
  return { answersMs, statuses: counted(probes), deadMs: { http, gateway, consumer }, acceptedMs };
};

const rowOf = ({ answersMs, statuses, deadMs, acceptedMs }: Round, index: number): (string | number)[] => [
  index + 1,
  Object.entries(statuses)
    .map(([status, count]) => `${status}: ${count}`)
    .join(", "),
  inSeconds(quantile(answersMs, 0.5)),
  inSeconds(Math.max(...answersMs)),
  ...roles.map((role) => inSeconds(deadMs[role])),
  inSeconds(acceptedMs),
];

const head = ["round", "answers", "median", "slowest", ...roles.map((role) => `${role} knows`), "accepted again"];

const details = (rounds: readonly Round[]): string[] => [
  "Every way to RabbitMQ leads through a proxy that from one moment on passes nothing and ends nothing. A post is begun every",
  "20 ms from then on, until 3 s after every process has said at `/readyz`, which is asked every 25 ms, that its link is dead: `not_ready`, a gateway",
  "`degraded`. `knows`: the slower process of the role. `accepted again`: from the end of the black hole.",
  "",
  ...table(head, rounds.map(rowOf)),
];

const barsOf = (rounds: readonly Round[]) => {
  const slowest = Math.max(...rounds.flatMap(({ answersMs }) => answersMs));
  const wrong = rounds.flatMap(({ statuses }) => Object.keys(statuses)).filter((status) => status !== "503");
  const dead = Math.max(...rounds.map(({ deadMs }) => deadMs.http));
  return [
    {
      bar: "every post is answered with 503 within 5 s",
      seen: `slowest ${inSeconds(slowest)}${wrong.length > 0 ? `; also ${[...new Set(wrong)].join(", ")}` : ""}`,
      isMet: slowest <= answerBarMs && wrong.length === 0,
    },
    {
      bar: "http says not_ready within 15 s",
      seen: `slowest ${inSeconds(dead)} of ${rounds.length} rounds`,
      isMet: dead <= deadBarMs,
    },
  ];
};

export const brokerBlackHole: Scenario = {
  name: "broker-black-hole",
  what: "nothing comes from RabbitMQ any more, and no connection ends",
  run: async ({ servers, isQuick }) => {
    const scene = new Scene(servers, 1, false);
    try {
      await scene.set({ through: ways });
      const probe = await PostProbe.open(scene);
      await scene.talk();
      const rounds: Round[] = [];
      while (rounds.length < (isQuick ? 1 : 5)) {
        await pause(calmMs);
        rounds.push(await playRound(scene, probe));
        await untilReady(scene);
      }
      return { bars: [...barsOf(rounds), await verdictBar(scene)], details: details(rounds) };
    } finally {
      await scene.clear();
    }
  },
};

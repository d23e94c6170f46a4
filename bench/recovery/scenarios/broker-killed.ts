import { setTimeout as pause } from "node:timers/promises";
import { Recovery } from "../../../test/faults/harness/recovery.ts";
import { Scene } from "../../../test/faults/harness/scene.ts";
import { eventually } from "../../../test/support/wait.ts";
import { median } from "../../figures.ts";
import { msUntil, takenAgain } from "../moment.ts";
import { PostProbe } from "../post-probe.ts";
import type { Scenario } from "../scenario.ts";
import { inSeconds, table } from "../table.ts";
import { untilReady, verdictBar } from "../verdict-bar.ts";

const barMs = 2_000;
const patienceMs = 40_000;
const calmMs = 3_000;

/** Milliseconds after the port took connections again. */
interface Round {
  readonly acceptedMs: number;
  /** The first http process is ready, and the other one. */
  readonly readyMs: readonly number[];
  readonly everyRoomMs: number;
  /** How long nobody listened at the port. */
  readonly awayMs: number;
}

const playRound = async (scene: Scene, probe: PostProbe, recovery: Recovery): Promise<Round> => {
  const { servers, places, traffic } = scene;
  await servers.rabbit.kill();
  const killedAt = performance.now();
  const restarted = servers.rabbit.restart();
  const since = await takenAgain(servers.rabbit.url);
  probe.start();
  const ready = places.http.map((place) =>
    msUntil(async () => (await place.readiness()) === "ready", {
      since,
      what: `${place.name} is ready`,
      withinMs: patienceMs,
    }),
  );
  const first = async (): Promise<number | undefined> => probe.firstAccepted(since);
  const acceptedMs = await eventually(first, "a post is accepted", patienceMs);
  const readyMs = (await Promise.all(ready)).sort((a, b) => a - b);
  await probe.stop();
  const { recoveredMs: everyRoomMs } = await recovery.since(since, traffic, patienceMs);
  await restarted;
  return { acceptedMs, readyMs, everyRoomMs, awayMs: since - killedAt };
};

const rowOf = ({ acceptedMs, readyMs, everyRoomMs, awayMs }: Round, index: number): (string | number)[] => [
  index + 1,
  ...[awayMs, ...readyMs, acceptedMs].map(inSeconds),
  everyRoomMs < 0 ? "never" : inSeconds(everyRoomMs),
];

const head = ["round", "away", "first http ready", "both http ready", "first accepted", "every room heard"];

const details = (rounds: readonly Round[]): string[] => [
  "A post is begun every 20 ms from the moment on in which the broker's port, tried every 20 ms, takes a connection; one http",
  "process and the other take turns. All times but `away` are since that moment. `ready`: the link stands and its queues are",
  "declared. `every room heard`: each of 12 rooms had a post, begun after that moment, that was heard live.",
  "",
  ...table(head, rounds.map(rowOf)),
];

export const brokerKilled: Scenario = {
  name: "broker-killed",
  what: "RabbitMQ is killed with SIGKILL under load, and started again at once",
  run: async ({ servers, isQuick }) => {
    const scene = new Scene(servers, 1, false);
    try {
      await scene.set({});
      const [probe, recovery] = [await PostProbe.open(scene), new Recovery(scene.crowd)];
      await scene.talk();
      const rounds: Round[] = [];
      while (rounds.length < (isQuick ? 2 : 5)) {
        await pause(calmMs);
        rounds.push(await playRound(scene, probe, recovery));
        await untilReady(scene);
      }
      const accepted = rounds.map(({ acceptedMs }) => acceptedMs);
      const slowest = Math.max(...accepted);
      const bar = {
        bar: "the first post begun after the port takes connections is accepted within 2 s, each round",
        seen: `${inSeconds(median(accepted))} median, ${inSeconds(slowest)} slowest of ${rounds.length}`,
        isMet: slowest <= barMs,
      };
      return { bars: [bar, await verdictBar(scene)], details: details(rounds) };
    } finally {
      await scene.clear();
    }
  },
};

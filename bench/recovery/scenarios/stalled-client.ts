import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { ChatClient } from "../../../client/src/index.ts";
import type { RawSocket } from "../../../test/support/raw-socket.ts";
import { openRawSocket } from "../../../test/support/raw-socket.ts";
import { median } from "../../figures.ts";
import { compileProbe } from "../../tiers/compile.ts";
import { Deployment } from "../deployment.ts";
import type { Outcome, Scenario } from "../scenario.ts";
import { SteadyLoad } from "../steady-load.ts";
import { grouped, inMs, inSeconds, spread } from "../text.ts";
import type { Gone, Look } from "../unsent.ts";
import { readUnsent } from "../unsent.ts";

const room = "room-0";
const listeners = 8;
const perSecond = 60;
const bytesEach = 8_000;
const filler = "x".repeat(bytesEach - 20);
const goneWithinMs = 60_000;
const barBytes = 1_048_576;
const barMs = 10_000;

const named = (name: string, count: number): string[] =>
  Array.from({ length: count }, (_, index) => `${name}-${index}`);

/** Who listens in the same room on the same gateway, and how long each message took to each of them. */
class Listeners {
  readonly #clients: ChatClient[] = [];
  #latencies: number[] = [];

  async gather(deployment: Deployment): Promise<void> {
    for (const userId of named("listener", listeners)) {
      const { url, places } = deployment;
      const socketUrl = places.gateway[0].address;
      const client = ChatClient.connect({ url, socketUrl, token: () => deployment.token(userId) });
      client.on("message", ({ text }) => this.#latencies.push(performance.now() - Number(text.split(" ")[0])));
      this.#clients.push(client);
    }
    await Promise.all(this.#clients.map((client) => client.whenReady()));
  }

  /** Milliseconds from the post to each listener, since this was asked last. */
  take(): number[] {
    const taken = this.#latencies;
    this.#latencies = [];
    return taken;
  }

  leave(): void {
    for (const client of this.#clients) client.close();
  }
}

/** Reads nothing any more once it is let in. */
const stall = async (deployment: Deployment, userId: string): Promise<RawSocket> => {
  const socket = await openRawSocket(deployment.places.gateway[0].address);
  socket.send(`40${JSON.stringify({ token: await deployment.token(userId), protocol: 1 })}`);
  await socket.heard("ready");
  socket.stall();
  return socket;
};

interface Play {
  readonly stalled: number;
  readonly stalledAt: number;
  readonly before: readonly number[];
  readonly during: readonly number[];
  readonly looks: readonly Look[];
  readonly gone: readonly Gone[];
}

const play = async (deployment: Deployment, file: string, stalled: number, calmMs: number): Promise<Play> => {
  const users = named("stalled", stalled);
  await deployment.makeRooms([{ id: room, members: ["poster", ...users, ...named("listener", listeners)] }]);
  const everybody = new Listeners();
  const posters = [{ roomId: room, token: await deployment.token("poster") }];
  await everybody.gather(deployment);
  const load = new SteadyLoad({
    url: deployment.url,
    posters,
    perSecond,
    text: () => `${performance.now()} ${filler}`,
  });
  const sockets: RawSocket[] = [];
  try {
    await pause(calmMs / 3);
    everybody.take();
    await pause(calmMs);
    const before = everybody.take();
    sockets.push(...(await Promise.all(users.map((userId) => stall(deployment, userId)))));
    const stalledAt = Date.now();
    await untilGone(deployment, stalledAt);
    return { stalled, stalledAt, before, during: everybody.take(), ...readUnsent(file) };
  } finally {
    for (const socket of sockets) socket.close();
    await load.stop();
    everybody.leave();
  }
};

const untilGone = async ({ places }: Deployment, since: number): Promise<void> => {
  while (Date.now() - since < goneWithinMs) {
    await pause(200);
    if ((await places.gateway[0].figure("chat_sessions")) <= listeners) return;
  }
};

const megabytes = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(1)} MB`;

const judge = ({ stalled, stalledAt, before, during, looks, gone }: Play): Outcome => {
  const most = Math.max(0, ...looks.map((look) => look.most));
  const slow = gone.flatMap(({ at, passedAt }) => (passedAt === undefined ? [] : [at - passedAt]));
  const filled = gone.flatMap(({ passedAt }) => (passedAt === undefined ? [] : [passedAt - stalledAt]));
  const slowest = slow.length === stalled ? Math.max(...slow) : Infinity;
  const calm = looks.filter(({ at }) => at < stalledAt);
  const full = looks.filter(({ at }) => at >= stalledAt);
  const more = (of: (look: Look) => number): string =>
    `${megabytes(median(calm.map(of)))} before, at most ${megabytes(Math.max(...full.map(of)))} while they stall`;
  return {
    bars: [
      {
        bar: "at most 1 MB held for a client that does not read",
        seen: `at most ${grouped(most / 1_024)} KB`,
        isMet: most <= barBytes,
      },
      {
        bar: `gone within ${barMs / 1_000} s of 512 KB unsent`,
        seen: `${slow.length} of ${stalled} gone, ${slow.length > 0 ? spread(slow) : "never"}`,
        isMet: slowest <= barMs,
      },
    ],
    details: [
      `${stalled} clients stop reading in a room into which ${perSecond} messages of ${bytesEach / 1_000} KB a second are posted; ${listeners} others listen to it on the same`,
      "gateway. What is unsent is what that process holds, looked at every 20 ms; what the kernel has taken is not in it.",
      "",
      `- until 512 KB were unsent, as the kernel's own buffers filled: ${filled.length > 0 ? spread(filled, inSeconds) : "never"}`,
      `- from post to listener before: ${spread(before, inMs)}`,
      `- the same while they stall: ${spread(during, inMs)}`,
      `- resident memory of the gateway: ${more(({ rss }) => rss)}`,
      `- of it heap and buffers: ${more(({ held }) => held)}`,
    ],
  };
};

export const stalledClient: Scenario = {
  name: "stalled-client",
  what: "clients stop reading while much is written to them",
  run: async ({ servers, isQuick }) => {
    const probe = compileProbe(new URL("../unsent-probe.ts", import.meta.url));
    const fileIn = (home: string): string => join(home, "unsent.jsonl");
    const deployment = await Deployment.open(servers, (home) => ({
      gateway0: { NODE_OPTIONS: `--import ${probe}`, UNSENT_FILE: fileIn(home) },
    }));
    try {
      const file = fileIn(deployment.tiers.home);
      return judge(await play(deployment, file, isQuick ? 5 : 20, isQuick ? 3_000 : 15_000));
    } finally {
      await deployment.close();
    }
  },
};

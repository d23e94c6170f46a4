import { setTimeout as pause } from "node:timers/promises";
import type { PresenceAnswer } from "../../client/src/contract.ts";
import { PROTOCOL } from "../../client/src/contract.ts";
import { eventually } from "../../test/support/wait.ts";
import { Deployment } from "../recovery/deployment.ts";
import type { Bar, Scenario } from "../recovery/scenario.ts";
import { grouped, spread } from "../recovery/text.ts";
import { closeAll, connectAll } from "../tiers/driving/sockets.ts";
import type { Handshake } from "../tiers/driving/wire-socket.ts";
import { WireSocket } from "../tiers/driving/wire-socket.ts";
import { Onlooker } from "./onlooker.ts";
import { Watcher } from "./watcher.ts";

const perSecond = 200;
const watchedEach = 500;
const perRequest = 100;
const patienceMs = 60_000;

interface Round {
  readonly subscriptions: number;
  readonly told: number;
  readonly packets: number;
  readonly notices: number;
  readonly requests: number;
  /** Whom a watcher, or HTTP, showed otherwise when everybody had come, and when everybody had gone. */
  readonly wrong: number;
  /** From the start of a session until a watcher was told, in milliseconds. */
  readonly took: readonly number[];
}

/** Does this with one after the other, so many a second. */
const paced = async (count: number, run: (index: number) => Promise<void>): Promise<void> => {
  const startedAt = performance.now();
  const running: Promise<void>[] = [];
  for (let index = 0; index < count; index += 1) {
    await pause(Math.max(0, (index / perSecond) * 1_000 - (performance.now() - startedAt)));
    running.push(run(index));
  }
  await Promise.all(running);
};

const handshakesOf = async (deployment: Deployment, userIds: readonly string[]): Promise<readonly Handshake[]> => {
  const tokens = await Promise.all(userIds.map((userId) => deployment.token(userId)));
  return tokens.map((token) => ({ url: deployment.socketUrl, auth: { token, protocol: PROTOCOL } }));
};

/** Everybody is watched as often as there are watchers for all of them. */
const watchAll = async (deployment: Deployment, people: readonly string[], times: number): Promise<Watcher[]> => {
  const size = Math.min(watchedEach, people.length);
  const count = (people.length / size) * times;
  const names = Array.from({ length: count }, (_, index) => `watcher-${times}-${index}`);
  const watchers = (await connectAll(await handshakesOf(deployment, names))).map((socket) => new Watcher(socket));
  for (const [index, watcher] of watchers.entries()) {
    const from = (index * size) % people.length;
    await watcher.watch(people.slice(from, from + size));
  }
  return watchers;
};

const wrongOverHttp = async (deployment: Deployment, people: readonly string[], online: boolean): Promise<number> => {
  const headers = { authorization: `Bearer ${await deployment.token("onlooker")}` };
  let wrong = 0;
  for (let from = 0; from < people.length; from += perRequest) {
    const query = people.slice(from, from + perRequest).map((userId) => `user=${userId}`);
    const answer = await fetch(`${deployment.url}/v1/presence?${query.join("&")}`, { headers });
    const { presences } = (await answer.json()) as PresenceAnswer;
    wrong += presences.filter((shown) => shown.online !== online).length;
  }
  return wrong;
};

/** Waits until nobody is shown otherwise any more. @returns how many still are when it is not worth waiting longer */
const wrongInTheEnd = async (
  deployment: Deployment,
  people: readonly string[],
  watchers: readonly Watcher[],
  online: boolean,
): Promise<number> => {
  const wrong = (): number => watchers.reduce((sum, watcher) => sum + watcher.wrong(online), 0);
  await eventually(async () => wrong() === 0 || undefined, "all is shown", patienceMs).catch(() => undefined);
  return wrong() + (await wrongOverHttp(deployment, people, online));
};

const play = async (deployment: Deployment, people: readonly string[], times: number): Promise<Round> => {
  const { services, namespace } = deployment.tiers;
  const onlooker = await Onlooker.open(services.redisUrl, namespace);
  const watchers = await watchAll(deployment, people, times);
  const sockets: WireSocket[] = [];
  const startedAt = new Map<string, number>();
  const took: number[] = [];
  for (const watcher of watchers) {
    watcher.onTold = ({ userId, online }) => {
      if (online) took.push(performance.now() - (startedAt.get(userId) ?? NaN));
    };
  }
  try {
    const handshakes = await handshakesOf(deployment, people);
    const before = { notices: onlooker.notices, requests: onlooker.requests };
    await paced(people.length, async (index) => {
      const [handshake, userId] = [handshakes[index], people[index]];
      if (!handshake || userId === undefined) return;
      const socket = new WireSocket(handshake);
      sockets.push(socket);
      await socket.ready;
      startedAt.set(userId, performance.now());
    });
    const wrongOnline = await wrongInTheEnd(deployment, people, watchers, true);
    await paced(people.length, async (index) => sockets[index]?.close());
    const wrongOffline = await wrongInTheEnd(deployment, people, watchers, false);
    const sum = (of: (watcher: Watcher) => number): number => watchers.reduce((all, each) => all + of(each), 0);
    return {
      subscriptions: people.length * times,
      told: sum(({ told }) => told),
      packets: sum(({ packets }) => packets),
      notices: onlooker.notices - before.notices,
      requests: onlooker.requests - before.requests,
      wrong: wrongOnline + wrongOffline,
      took,
    };
  } finally {
    await closeAll(sockets);
    await Promise.all(watchers.map((watcher) => watcher.close()));
    onlooker.close();
  }
};

const barsOf = (rounds: readonly Round[], people: number): readonly Bar[] => {
  const each = (of: (round: Round) => string): string => rounds.map(of).join(", ");
  return [
    {
      bar: "of each user a session is told twice for each subscription, however many there are",
      seen: each(({ told, subscriptions }) => (told / subscriptions).toFixed(3)),
      isMet: rounds.every(({ told, subscriptions }) => told === 2 * subscriptions),
    },
    {
      bar: `notices between gateways: at most two a user, ${grouped(2 * people)}`,
      seen: each(({ notices }) => grouped(notices)),
      isMet: rounds.every(({ notices }) => notices <= 2 * people),
    },
    {
      bar: "no request from one gateway to others",
      seen: each(({ requests }) => grouped(requests)),
      isMet: rounds.every(({ requests }) => requests === 0),
    },
    {
      bar: "nobody is shown otherwise in the end, to whoever watches and over HTTP",
      seen: each(({ wrong }) => grouped(wrong)),
      isMet: rounds.every(({ wrong }) => wrong === 0),
    },
  ];
};

export const comingAndGoing: Scenario = {
  name: "coming-and-going",
  what: "2,000 users connect at 200 a second, and leave as fast, while others watch them: each is watched 5, 10 and 20 times",
  run: async ({ servers, isQuick }) => {
    const people = Array.from({ length: isQuick ? 200 : 2_000 }, (_, index) => `user-${index}`);
    const deployment = await Deployment.open(servers);
    try {
      const rounds: Round[] = [];
      for (const times of [5, 10, 20]) rounds.push(await play(deployment, people, times));
      return {
        bars: barsOf(rounds, people.length),
        details: rounds.map(({ subscriptions, told, packets, took }) => {
          const packed = `${grouped(told)} times in ${grouped(packets)} packets`;
          return `- ${grouped(subscriptions)} subscriptions: told ${packed}; of who came after ${spread(took, (ms) => `${ms.toFixed(0)} ms`)}.`;
        }),
      };
    } finally {
      await deployment.close();
    }
  },
};

import { setTimeout as pause } from "node:timers/promises";
import { quantile } from "../../figures.ts";
import type { Poster } from "../../tiers/driving/job.ts";
import { Crowds } from "../crowd/crowds.ts";
import type { CrowdUser, Heads, Seen } from "../crowd/job.ts";
import { Deployment } from "../deployment.ts";
import type { Outcome, Scenario } from "../scenario.ts";
import { SteadyLoad } from "../steady-load.ts";
import type { Town } from "../town.ts";
import { membersEach, roomsEach, townOf } from "../town.ts";
import { grouped, spread, tally } from "../text.ts";

const processes = 4;
const perSecond = 20;
const times = { calmMs: 5_000, awayMs: 5_000, afterMs: 25_000, quietMs: 15_000 };
const barMs = 10_000;

const usersOf = async (town: Town, deployment: Deployment): Promise<CrowdUser[]> => {
  const roomsOf = new Map(town.people.map((userId): [string, string[]] => [userId, []]));
  for (const { id, members } of town.rooms) for (const userId of members) roomsOf.get(userId)?.push(id);
  return Promise.all(
    [...roomsOf].map(async ([userId, rooms]) => ({ userId, rooms, token: await deployment.token(userId) })),
  );
};

const postersOf = (town: Town, deployment: Deployment): Promise<Poster[]> =>
  Promise.all(
    town.rooms.map(async ({ id, members }) => ({ roomId: id, token: await deployment.token(members[0] ?? "") })),
  );

const headsOf = async ({ tiers }: Deployment): Promise<Heads> => {
  const rows = await tiers.query("select id, version::integer from rooms");
  return Object.fromEntries(rows.map(({ id, version }) => [String(id), Number(version)]));
};

interface Play {
  readonly killedAt: number;
  readonly seen: readonly Seen[];
  readonly sessions: readonly number[];
}

const play = async (town: Town, deployment: Deployment): Promise<Play> => {
  await deployment.makeRooms(town.rooms);
  const { url, socketUrl } = deployment;
  const crowds = await Crowds.gather({ url, socketUrl, users: await usersOf(town, deployment) }, processes);
  const load = new SteadyLoad({ url, posters: await postersOf(town, deployment), perSecond });
  try {
    const sessions = await Promise.all(deployment.places.gateway.map((place) => place.figure("chat_sessions")));
    await pause(times.calmMs);
    const killedAt = await killOne(deployment, crowds);
    await pause(times.afterMs);
    await load.stop();
    await pause(times.quietMs);
    return { killedAt, sessions, seen: await crowds.seen(await headsOf(deployment)) };
  } finally {
    await load.stop();
    crowds.leave();
  }
};

/** It comes back at its address, as under any supervisor. @returns when it was killed */
const killOne = async ({ places }: Deployment, crowds: Crowds): Promise<number> => {
  const [victim] = places.gateway;
  crowds.watch();
  await pause(200);
  const killedAt = Date.now();
  await victim.kill();
  await pause(times.awayMs);
  await victim.start();
  return killedAt;
};

const waitsOf = (seen: readonly Seen[]): string =>
  tally(seen.flatMap(({ waits }) => Object.entries(waits).flatMap(([code, count]) => Array<string>(count).fill(code))));

const judge = ({ killedAt, seen, sessions }: Play): Outcome => {
  const cut = seen.filter(({ cutAt }) => cutAt !== undefined);
  const after = (at: number | undefined): number => (at === undefined ? Infinity : at - killedAt);
  const recovered = cut.map(({ consistentAt }) => after(consistentAt));
  const all = [...recovered, ...Array<number>(seen.length - cut.length).fill(0)];
  const mostSyncs = Math.max(...seen.map(({ syncs }) => syncs));
  const behind = seen.reduce((sum, each) => sum + each.behind, 0);
  return {
    bars: [
      {
        bar: `p99 of the clients of the killed gateway at most ${barMs / 1_000} s`,
        seen: `${spread(recovered)} of ${grouped(cut.length)} clients`,
        isMet: quantile(recovered, 0.99) <= barMs,
      },
      { bar: "at most one sync a client", seen: `at most ${mostSyncs}`, isMet: mostSyncs <= 1 },
      { bar: "nobody lacks anything afterwards", seen: `${behind} rooms behind`, isMet: behind === 0 },
    ],
    details: [
      `${grouped(seen.length)} of the product's own clients in ${processes} processes, each with ${roomsEach} rooms of ${membersEach} open, and ${perSecond} posts`,
      `a second among all rooms; the gateway comes back after ${times.awayMs / 1_000} s. Measured from the kill until a client has its session and`,
      "holds, of each of its rooms, at least what was stored when that session began. Who was on the other gateway counts as 0.",
      "",
      `- sessions on the two gateways before: ${sessions.join(" and ")}`,
      `- all ${grouped(seen.length)} clients: ${spread(all)}`,
      `- until the first attempt to come back: ${spread(cut.map(({ triedAt }) => after(triedAt)))}`,
      `- until the session: ${spread(cut.map(({ readyAt }) => after(readyAt)))}`,
      `- from the session until consistent: ${spread(cut.map(({ readyAt = 0, consistentAt = Infinity }) => consistentAt - readyAt))}`,
      `- clients by their attempts: ${tally(cut.map(({ attempts }) => attempts))}`,
      `- clients by their syncs: ${tally(seen.map(({ syncs }) => syncs))}`,
      `- why they had to wait: ${waitsOf(seen)}`,
    ],
  };
};

export const gatewayKilled: Scenario = {
  name: "gateway-killed-with-2000",
  what: "one of two gateways is killed while 2,000 clients are connected",
  run: async ({ servers, isQuick }) => {
    const deployment = await Deployment.open(servers);
    try {
      return judge(await play(townOf(isQuick ? 200 : 2_000), deployment));
    } finally {
      await deployment.close();
    }
  },
};

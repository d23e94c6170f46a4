import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";

import type { Balancer } from "../support/balancer.ts";
import { startBalancer } from "../support/balancer.ts";
import { Chat, inTurn, range } from "../support/chat.ts";
import type { Deployment } from "../support/deployment.ts";
import { kindsOfEndings, raceEndings } from "../support/endings.ts";
import { kindsOfShutOuts, raceShutOuts } from "../support/shut-outs.ts";
import { Tiers } from "../support/tiers.ts";
import type { User } from "../support/user.ts";
import { seeded } from "./load.ts";
import { spotless } from "./oracle.ts";
import { seed, writeReport } from "./report.ts";

const races = 1_000;
const crowd = 10_000;
const atOnce = 100;
const samples = 200;
/** Posts into the full room may take this many times as long as into the one of a hundred. */
const tolerated = 3;

const chat = new Chat();
const balancers: Balancer[] = [];
let tiers: Tiers;
let at: Deployment;

beforeAll(async () => {
  chat.begin();
  tiers = new Tiers();
  await tiers.prepare();
  const twice = (role: "http" | "gateway" | "consumer") =>
    Promise.all(range(2).map(() => tiers.start(role, { LOG_LEVEL: "error" })));
  const [https, gateways] = await Promise.all([twice("http"), twice("gateway"), twice("consumer")]);
  for (const places of [https, gateways]) balancers.push(await startBalancer(places.map(({ address }) => address)));
  const [url = "", socketUrl = ""] = balancers.map(({ address }) => address);
  at = { url, socketUrl, secret: tiers.secret };
});

afterAll(async () => {
  chat.end();
  for (const balancer of balancers) await balancer.close();
  await tiers.clear();
});

const nothingWrong = { repeated: 0, unanswered: 0, kills: 0, ...spotless };

const leakNothing = async <Kind>(
  what: string,
  kinds: readonly Kind[],
  race: (kind: Kind) => Promise<readonly unknown[]>,
): Promise<void> => {
  const startedAt = performance.now();
  const leaks: unknown[] = [];
  for (const kind of kinds) leaks.push(...(await race(kind)));
  const seconds = Math.round((performance.now() - startedAt) / 1_000);
  writeReport({ what, ...nothingWrong, attempts: races, accepted: races, seconds, unexpected: leaks.length });
  expect(leaks).toEqual([]);
};

describe("memberships that end", () => {
  it(`leak nothing of what comes after, ${races} times`, async () => {
    const count = Math.ceil(races / kindsOfEndings.length);
    await leakNothing("memberships ended", kindsOfEndings, (kind) => raceEndings(chat, kind, count, at));
  });
});

describe("users who are shut out", () => {
  it(`hear nothing of any room a second later, ${races} times (seed ${seed})`, async () => {
    const each = { count: Math.ceil(races / kindsOfShutOuts.length), lanes: 4, random: seeded(seed), at };
    await leakNothing("users shut out", kindsOfShutOuts, (kind) => raceShutOuts(chat, kind, each));
  });
});

const medianMs = async (user: User, roomId: string): Promise<number> => {
  const times: number[] = [];
  await inTurn(samples, async () => {
    const startedAt = performance.now();
    await user.accept(roomId, "hello");
    times.push(performance.now() - startedAt);
  });
  return times.toSorted((one, other) => one - other)[samples / 2]!;
};

const fill = (user: User, roomId: string, from: number, to: number) =>
  inTurn((to - from) / atOnce, (turn) =>
    user.must(
      user.post(`/v1/rooms/${roomId}/members`, {
        userIds: range(atOnce).map((index) => `m${String(from + turn * atOnce + index)}`),
      }),
    ),
  );

describe(`a room of ${crowd} members`, () => {
  it("takes posts as soon as one of a hundred does", async () => {
    const startedAt = performance.now();
    const alice = chat.aUser("alice", { at });
    const { id } = await alice.makeRoom({ kind: "group" });
    await fill(alice, id, 0, atOnce);
    await medianMs(alice, id);
    const small = await medianMs(alice, id);
    await fill(alice, id, atOnce, crowd);
    expect(await alice.room(id)).toMatchObject({ memberCount: crowd + 1 });
    await medianMs(alice, id);
    const large = await medianMs(alice, id);
    await alice.remove(id, chat.aUser(`m${String(crowd - 1)}`, { at }));
    expect(await alice.room(id)).toMatchObject({ memberCount: crowd });
    expect(large / small).toBeLessThan(tolerated);
    const seconds = Math.round((performance.now() - startedAt) / 1_000);
    const ran = { attempts: 4 * samples, accepted: 4 * samples, seconds };
    writeReport({ what: `a room of ${crowd}`, ...nothingWrong, ...ran });
  });
});

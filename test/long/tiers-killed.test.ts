import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import type { Balancer } from "../support/balancer.ts";
import { startBalancer } from "../support/balancer.ts";
import type { ChatProcess, Role } from "../support/chat-process.ts";
import { freePort } from "../support/services/free-port.ts";
import { Tiers } from "../support/tiers.ts";
import { Crowd, senders } from "./crowd.ts";
import { Ledger } from "./ledger.ts";
import { seeded, sendAll } from "./load.ts";
import { spotless } from "./oracle.ts";
import { posts, seed, writeReport } from "./report.ts";
import { Schedule } from "./schedule.ts";

/** One process of a role, which comes back at its address after it was killed. */
class Place {
  readonly address: string;
  readonly #start: () => Promise<ChatProcess>;
  #process: ChatProcess;

  private constructor(start: () => Promise<ChatProcess>, process: ChatProcess) {
    this.#start = start;
    this.#process = process;
    this.address = process.address;
  }

  static async open(role: Role): Promise<Place> {
    const port = String(await freePort());
    const start = (): Promise<ChatProcess> =>
      tiers.start(role, { PORT: port, GATEWAY_PORT: port, HEALTH_PORT: port, LOG_LEVEL: "error" });
    return new Place(start, await start());
  }

  async killAndStart(): Promise<void> {
    this.#process.signal("SIGKILL");
    await this.#process.ended;
    this.#process = await this.#start();
  }
}

const twoOf = (role: Role): Promise<readonly [Place, Place]> => Promise.all([Place.open(role), Place.open(role)]);

let tiers: Tiers;
let https: readonly [Place, Place];
let gateways: readonly [Place, Place];
let consumers: readonly [Place, Place];
let crowd: Crowd;
/** What was opened, to be closed in reverse order, also when something did not open. */
const closing: (() => unknown)[] = [];

const balance = async (places: readonly Place[]): Promise<Balancer> => {
  const balancer = await startBalancer(places.map(({ address }) => address));
  closing.push(() => balancer.close());
  return balancer;
};

beforeAll(async () => {
  tiers = new Tiers();
  closing.push(() => tiers.clear());
  await tiers.prepare();
  [https, gateways, consumers] = await Promise.all([twoOf("http"), twoOf("gateway"), twoOf("consumer")]);
  const [http, gateway] = await Promise.all([balance(https), balance(gateways)]);
  crowd = new Crowd({ url: http.address, socketUrl: gateway.address, secret: tiers.secret });
  closing.push(() => crowd.leave());
  await crowd.gather();
});

afterAll(async () => {
  for (const close of closing.toReversed()) await close();
});

describe("processes of every role that are killed under load", () => {
  it(`lose, double and disorder nothing for anyone (${posts} posts, seed ${seed})`, async () => {
    const victims = [consumers[0], gateways[0], https[0], consumers[1]];
    const ledger = new Ledger();
    const steps = victims.map((victim) => () => victim.killAndStart());
    const kills = new Schedule(posts, steps);
    const urls = https.map(({ address }) => address);
    const load = { urls, ledger, random: seeded(seed), onAccepted: () => kills.count() };
    const startedAt = performance.now();
    await Promise.all((await crowd.senders()).map((sender) => sendAll(load, sender, posts / senders)));
    const seconds = Math.round((performance.now() - startedAt) / 1_000);
    await kills.done();
    const verdict = await crowd.judge(ledger);
    writeReport({ what: "tiers", kills: victims.length, ...ledger.figures, ...verdict, seconds });
    expect(verdict).toEqual(spotless);
  });
});

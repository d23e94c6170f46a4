import { Place } from "../../test/faults/harness/place.ts";
import type { PlaceName, Tier } from "../../test/faults/harness/preparation.ts";
import type { Servers } from "../../test/faults/harness/servers.ts";
import { signToken } from "../../infra/auth/sign.ts";
import { startBalancer } from "../../test/support/balancer.ts";
import type { Settings } from "../../test/support/chat-process.ts";
import { Tiers } from "../../test/support/tiers.ts";
import { inLanes } from "../tiers/driving/posting.ts";

const tierNames = ["http", "gateway", "consumer"] as const;
const lanes = 8;

/** What single processes start with. @param home where the deployment keeps its files */
export type Arm = (home: string) => Readonly<Partial<Record<PlaceName, Settings>>>;

type Places = Readonly<Record<Tier, readonly [Place, Place]>>;

export interface RoomToMake {
  readonly id: string;
  /** The first one makes it. */
  readonly members: readonly string[];
}

const placesOf = async (tiers: Tiers): Promise<Places> => {
  const two = async (tier: Tier): Promise<readonly [Place, Place]> => [
    await Place.open(tiers, tier, 0, {}),
    await Place.open(tiers, tier, 1, {}),
  ];
  return { http: await two("http"), gateway: await two("gateway"), consumer: await two("consumer") };
};

/** Two processes of each role, the first two roles behind balancers, and nobody who talks yet. */
export class Deployment {
  readonly tiers: Tiers;
  readonly places: Places;
  #closing: (() => Promise<unknown>)[] = [];
  #url = "";
  #socketUrl = "";

  private constructor(tiers: Tiers, places: Places) {
    this.tiers = tiers;
    this.places = places;
  }

  static async open(servers: Servers, arm: Arm = () => ({})): Promise<Deployment> {
    const tiers = new Tiers(servers.urls, "dist");
    await tiers.makeDatabase(servers.template);
    const deployment = new Deployment(tiers, await placesOf(tiers));
    deployment.#closing.push(() => tiers.clear());
    try {
      await deployment.#start(arm(tiers.home));
      return deployment;
    } catch (error) {
      await deployment.close();
      throw error;
    }
  }

  /** Of HTTP. */
  get url(): string {
    return this.#url;
  }

  get socketUrl(): string {
    return this.#socketUrl;
  }

  token(userId: string): Promise<string> {
    return signToken(this.tiers.secret, { userId, expires: "12h" });
  }

  async makeRooms(rooms: readonly RoomToMake[]): Promise<void> {
    await inLanes(lanes, rooms.length, async (index) => {
      const { id, members = [] } = rooms[index] ?? {};
      const [maker = "", ...others] = members;
      const authorization = `Bearer ${await this.token(maker)}`;
      const answer = await fetch(`${this.#url}/v1/rooms`, {
        method: "POST",
        headers: { authorization, "content-type": "application/json" },
        body: JSON.stringify({ id, kind: "group", members: others }),
      });
      if (!answer.ok) throw new Error(`A room was answered with ${answer.status}: ${await answer.text()}`);
      await answer.arrayBuffer();
    });
  }

  /** The first column of the first row. */
  async ask(sql: string): Promise<unknown> {
    const [row] = await this.tiers.query(sql);
    return Object.values(row ?? {})[0];
  }

  async close(): Promise<void> {
    for (const close of this.#closing.toReversed()) await close();
    this.#closing = [];
  }

  async #start(armed: ReturnType<Arm>): Promise<void> {
    const start = (tier: Tier, index: 0 | 1): Promise<void> => this.places[tier][index].start(armed[`${tier}${index}`]);
    await Promise.all(tierNames.flatMap((tier) => [start(tier, 0), start(tier, 1)]));
    this.#url = await this.#balance(this.places.http);
    this.#socketUrl = await this.#balance(this.places.gateway);
  }

  async #balance(places: readonly Place[]): Promise<string> {
    const balancer = await startBalancer(places.map(({ address }) => address));
    this.#closing.push(() => balancer.close());
    return balancer.address;
  }
}

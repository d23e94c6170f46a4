import { setTimeout as pause } from "node:timers/promises";
import type { Balancer } from "../../support/balancer.ts";
import { startBalancer } from "../../support/balancer.ts";
import type { Settings } from "../../support/chat-process.ts";
import { TcpProxy } from "../../support/tcp-proxy.ts";
import { partitions, Tiers } from "../../support/tiers.ts";
import { Crowd } from "../../long/crowd.ts";
import { Ledger } from "../../long/ledger.ts";
import { seeded } from "../../long/load.ts";
import { Readers } from "../receipts/readers.ts";
import { AmqpProxy } from "./amqp-proxy.ts";
import { Place } from "./place.ts";
import type { Servers } from "./servers.ts";
import { SmallDisk } from "./small-disk.ts";
import { Traffic } from "./traffic.ts";
import type { PlaceName, Preparation, Tier, ServiceName, Way } from "./preparation.ts";

const tierNames = ["http", "gateway", "consumer"] as const;
const variables = { amqp: "AMQP_URL", redis: "REDIS_URL", database: "DATABASE_URL" } as const;
const people = 8;
const shareMs = 20_000;
const lookEveryMs = 150;
/** How far they have received is said by {@link Readers} alone, who write it down. */
const size = { people, rooms: 12, membersOfRoom: 4, settleMs: 20_000, hearMs: 15_000, saysDelivered: false };

type Two = readonly [Place, Place];

/** One line's deployment: two of each role behind balancers, on the run's servers, with people who talk. */
export class Scene {
  readonly servers: Servers;
  readonly tiers: Tiers;
  readonly random: () => number;
  readonly isLong: boolean;
  readonly ledger = new Ledger();
  readonly #seed: number;
  /** What else went wrong, in sentences. */
  readonly wrongs: string[] = [];
  readonly #proxies = new Map<Way, TcpProxy>();
  readonly #closing: (() => unknown)[] = [];
  #confirms: AmqpProxy | undefined;
  #disk: SmallDisk | undefined;
  #places: Readonly<Record<Tier, Two>> | undefined;
  #crowd: Crowd | undefined;
  #traffic: Traffic | undefined;
  #readers: Readers | undefined;
  #socketUrl = "";
  #url = "";

  constructor(servers: Servers, seed: number, isLong: boolean) {
    this.servers = servers;
    this.tiers = new Tiers(servers.urls, "dist");
    this.random = seeded(seed);
    this.#seed = seed;
    this.isLong = isLong;
  }

  get places(): Readonly<Record<Tier, Two>> {
    return known(this.#places);
  }

  get all(): readonly Place[] {
    return this.#places ? tierNames.flatMap((tier) => this.places[tier]) : [];
  }

  get crowd(): Crowd {
    return known(this.#crowd);
  }

  get traffic(): Traffic {
    return known(this.#traffic);
  }

  get readers(): Readers {
    return known(this.#readers);
  }

  get lateRequests(): number {
    return (this.#traffic?.late ?? 0) + (this.#readers?.traffic.late ?? 0);
  }

  get acceptedReceipts(): number {
    return this.#readers?.ledger.accepted ?? 0;
  }

  /** When a post was first attempted, and when it was accepted. */
  timesOf(id: string): object {
    return { attemptedAt: this.#traffic?.attemptedAt(id), acceptedAt: this.#traffic?.acceptedAt(id) };
  }

  get confirms(): AmqpProxy {
    return known(this.#confirms);
  }

  /** One that {@link Preparation.isOnSmallDisk} has asked for. */
  get disk(): SmallDisk {
    return known(this.#disk);
  }

  get url(): string {
    return this.#url;
  }

  get socketUrl(): string {
    return this.#socketUrl;
  }

  /** One that {@link Preparation.through} has asked for. */
  proxy(way: Way): TcpProxy {
    return known(this.#proxies.get(way));
  }

  /** One of two, as the seed says. */
  oneOf<T>([first, second]: readonly [T, T]): T {
    return this.random() < 0.5 ? first : second;
  }

  /** Has to hold, or the line says that it did not. */
  readonly claim = (holds: boolean, sentence: string): void => {
    if (!holds) this.wrongs.push(sentence);
  };

  /** Resolves when everybody is there and listens. */
  async set({ arm, through = [], isOnSmallDisk = false }: Preparation): Promise<void> {
    const tablespace = isOnSmallDisk ? await this.#openDisk() : undefined;
    this.#closing.push(() => this.tiers.clear());
    await this.tiers.makeDatabase(this.servers.template, tablespace);
    for (const way of through) await this.#openWay(way);
    await this.#startPlaces(arm?.(this.random) ?? {});
    await this.#openDoors(through.includes("clients:gateway"));
    this.#crowd = new Crowd({ url: this.#url, socketUrl: this.#socketUrl, secret: this.tiers.secret }, size);
    this.#closing.push(() => this.crowd.leave());
    await Promise.all([this.#consumersHoldAll(), this.crowd.gather()]);
  }

  async talk(): Promise<void> {
    const senders = await this.crowd.senders();
    const at = { url: this.#url, socketUrl: this.#socketUrl, tiers: this.tiers };
    const traffic = (this.#traffic = new Traffic(at, senders, this.ledger, this.#seed));
    this.#closing.push(() => traffic.stop(0));
    const readers = (this.#readers = new Readers(at, this.crowd, senders, traffic.talkers, this.#seed));
    this.#closing.push(
      () => readers.traffic.stop(0),
      () => readers.close(),
    );
  }

  /** A place that a part of a fault may have left stopped goes on, so that it can be ended. */
  async clear(): Promise<void> {
    const failures: unknown[] = [];
    for (const close of this.#closing.toReversed()) {
      try {
        await close();
      } catch (error) {
        failures.push(error);
      }
    }
    for (const error of failures) this.wrongs.push(`clearing up: ${String(error)}`);
  }

  /** @returns the name of the tablespace on it */
  async #openDisk(): Promise<string> {
    const disk = (this.#disk = SmallDisk.mount(this.servers.postgres.pid));
    this.#closing.push(() => disk.unmount());
    const name = `${this.tiers.database}_disk`;
    await this.servers.query(`create tablespace ${name} location '${disk.folder}'`);
    this.#closing.push(() => this.servers.query(`drop tablespace ${name}`));
    return name;
  }

  async #openWay(way: Way): Promise<void> {
    if (way === "http:confirms") {
      const proxy = (this.#confirms = await AmqpProxy.open(this.tiers.services.amqpUrl));
      this.#closing.push(() => proxy.close());
    } else if (way !== "clients:gateway") {
      const [, service] = way.split(":") as [Tier, ServiceName];
      await this.#openProxy(way, this.tiers.services[`${service}Url`]);
    }
  }

  async #openProxy(way: Way, url: string): Promise<TcpProxy> {
    const proxy = await TcpProxy.open(url);
    this.#proxies.set(way, proxy);
    this.#closing.push(() => proxy.close());
    return proxy;
  }

  async #startPlaces(armed: Readonly<Partial<Record<PlaceName, Settings>>>): Promise<void> {
    const open = (tier: Tier, index: 0 | 1): Promise<Place> => Place.open(this.tiers, tier, index, this.#waysOf(tier));
    const two = async (tier: Tier): Promise<Two> => [await open(tier, 0), await open(tier, 1)];
    this.#places = { http: await two("http"), gateway: await two("gateway"), consumer: await two("consumer") };
    await Promise.all(
      tierNames.flatMap((tier) =>
        ([0, 1] as const).map((index) => this.places[tier][index].start(armed[`${tier}${index}`])),
      ),
    );
  }

  #waysOf(tier: Tier): Settings {
    const settings: Record<string, string> = {};
    for (const service of ["amqp", "redis", "database"] as const) {
      const url = this.tiers.services[`${service}Url`];
      const proxy = this.#proxies.get(`${tier}:${service}`);
      if (proxy) settings[variables[service]] = proxy.through(url);
    }
    if (tier === "http" && this.#confirms) settings.AMQP_URL = this.#confirms.through(this.tiers.services.amqpUrl);
    return settings;
  }

  async #openDoors(isGatewayFar: boolean): Promise<void> {
    const [http, gateway] = await Promise.all([this.#balance(this.places.http), this.#balance(this.places.gateway)]);
    this.#url = http.address;
    const proxy = isGatewayFar ? await this.#openProxy("clients:gateway", gateway.address) : undefined;
    this.#socketUrl = proxy?.through(gateway.address) ?? gateway.address;
  }

  async #balance(places: Two): Promise<Balancer> {
    const balancer = await startBalancer(places.map(({ address }) => address));
    this.#closing.push(() => balancer.close());
    return balancer;
  }

  /** Before that a partition may have nobody, and a failpoint of a consumer nothing to do. */
  async #consumersHoldAll(): Promise<void> {
    const held = async (): Promise<boolean> => {
      const counts = await Promise.all(this.places.consumer.map((place) => place.figure("chat_partitions")));
      return counts.every((count) => count > 0) && counts.reduce((a, b) => a + b) === partitions;
    };
    await until(held, "the consumers share the partitions");
  }
}

/** Looks seldom: what it asks costs those who are asked. */
const until = async (isSo: () => Promise<boolean>, what: string): Promise<void> => {
  const late = Date.now() + shareMs;
  while (!(await isSo())) {
    if (Date.now() > late) throw new Error(`This did not happen within ${shareMs / 1_000} s: ${what}.`);
    await pause(lookEveryMs);
  }
};

const known = <T>(thing: T | undefined): T => {
  if (thing === undefined) throw new Error("The scene is not set for this.");
  return thing;
};

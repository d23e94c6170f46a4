import { setTimeout as pause } from "node:timers/promises";
import pg from "pg";
import { eventually } from "../../support/wait.ts";
import type { Fault } from "../harness/fault.ts";
import type { Scene } from "../harness/scene.ts";
import { SmallDisk } from "../harness/small-disk.ts";
import { claimNothingAside } from "./questions.ts";

const part = "database";
const holdMs = { short: 8_000, long: 60_000 };
const atOnce = 20;
const untilFullMs = 15_000;
/** For so long nothing more is stored, which is longer than a lease lasts. */
const fullMs = { short: 8_000, long: 60_000 };

const ours = "datname = current_database() and application_name like 'chat-%'";

/** Whoever takes every connection that there is, and those that are reserved for superusers. */
class Hoarder {
  readonly #url: string;
  readonly #held: pg.Client[] = [];

  constructor(url: string) {
    this.#url = url;
  }

  /** Until there is none left. */
  async takeAll(): Promise<void> {
    while ((await Promise.all(Array.from({ length: atOnce }, () => this.#takeOne()))).every(Boolean));
  }

  async #takeOne(): Promise<boolean> {
    const client = new pg.Client({ connectionString: this.#url, application_name: "hoarder" });
    client.on("error", () => {});
    try {
      await client.connect();
      this.#held.push(client);
      return true;
    } catch {
      return false;
    }
  }

  async ask<Row extends object>(sql: string): Promise<Row[]> {
    const [first] = this.#held;
    if (!first) throw new Error("The hoarder has no connection.");
    return (await first.query<Row>(sql)).rows;
  }

  async letGo(): Promise<void> {
    await Promise.all(this.#held.map((client) => client.end().catch(() => {})));
  }
}

/** Posts are taken all the while. */
const claimAccepted = (scene: Scene, since: number, what: string): void =>
  scene.claim(scene.traffic.lastAccepted > since, `no post was accepted ${what}`);

const exhaust = async (scene: Scene): Promise<void> => {
  const hoarder = new Hoarder(scene.tiers.services.databaseUrl);
  try {
    await hoarder.takeAll();
    const until = performance.now() + (scene.isLong ? holdMs.long : holdMs.short);
    let hadAny = performance.now();
    while (performance.now() < until) {
      const [row] = await hoarder.ask<{ had: number }>(
        `select count(pg_terminate_backend(pid))::integer as had from pg_stat_activity where ${ours}`,
      );
      if (row?.had !== 0) hadAny = performance.now();
      await hoarder.takeAll();
      await pause(20);
    }
    scene.claim(until - hadAny > 3_000, "the product had a connection all the while");
    claimAccepted(scene, hadAny, "while there was no connection to PostgreSQL");
  } finally {
    await hoarder.letGo();
  }
  await claimNothingAside(scene);
};

const fill = async (scene: Scene): Promise<void> => {
  const { disk } = scene;
  disk.fill();
  const isFull = async (): Promise<true | undefined> =>
    scene.all.some(({ said }) => said.includes("53100")) || undefined;
  await eventually(isFull, "PostgreSQL has no space left", untilFullMs);
  const since = performance.now();
  await pause(scene.isLong ? fullMs.long : fullMs.short);
  claimAccepted(scene, since, "while the disk was full");
  disk.empty();
  await claimNothingAside(scene);
};

const whereDisksCanBeMounted: readonly Fault[] = SmallDisk.canBe
  ? [
      {
        name: "database-full",
        what: "the disk of the database's tables is full",
        part,
        isOnSmallDisk: true,
        run: fill,
      },
    ]
  : [];

export const scarcityFaults: readonly Fault[] = [
  {
    name: "database-connections-exhausted",
    what: "the product's connections are terminated while somebody else takes every one that there is",
    part,
    isAlone: true,
    run: exhaust,
  },
  ...whereDisksCanBeMounted,
];

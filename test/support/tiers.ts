import { randomBytes, randomUUID } from "node:crypto";

import amqp from "amqplib";
import pg from "pg";

import type { ChatProcess, Code, Role, Settings } from "./chat-process.ts";
import { aHome, removeHome, runToEnd, startRole, unhurried } from "./chat-process.ts";
import type { Deployment } from "./deployment.ts";

/** Where the three services answer. */
export interface ServiceUrls {
  readonly databaseUrl: string;
  readonly amqpUrl: string;
  readonly redisUrl: string;
}

const given = (name: string): string => {
  const url = process.env[name];
  if (!url) throw new Error(`${name} is not set: the global setup of these tests did not run.`);
  return url;
};

/** What the run was given, or has started. */
export const givenServices = (): ServiceUrls => ({
  databaseUrl: given("DATABASE_URL"),
  amqpUrl: given("AMQP_URL"),
  redisUrl: given("REDIS_URL"),
});

const asked = async (url: string, sql: string): Promise<Record<string, unknown>[]> => {
  const client = new pg.Client(url);
  await client.connect();
  const { rows } = await client.query<Record<string, unknown>>(sql).finally(() => client.end());
  return rows;
};

/** Few, so that a start is quick, and enough to be shared. */
export const partitions = 4;

/** A deployment in tiers: a database, a namespace and a secret of its own, and the processes that are started on them. */
export class Tiers {
  readonly services: ServiceUrls;
  readonly namespace = `test-${randomUUID().slice(0, 8)}`;
  readonly secret = randomBytes(32).toString("hex");
  readonly home = aHome();
  readonly #server: string;
  readonly #code: Code;
  readonly #starting: Promise<unknown>[] = [];
  readonly #started: ChatProcess[] = [];

  /** Nothing is there yet: see {@link prepare}. */
  constructor(services = givenServices(), code: Code = "sources") {
    this.#code = code;
    this.#server = services.databaseUrl;
    const own = new URL(services.databaseUrl);
    own.pathname = `/${this.database}`;
    this.services = { ...services, databaseUrl: own.href };
  }

  get database(): string {
    return this.namespace.replaceAll("-", "_");
  }

  /** What every process is started with. */
  get settings(): Settings {
    const { databaseUrl, amqpUrl, redisUrl } = this.services;
    return {
      DATABASE_URL: databaseUrl,
      AMQP_URL: amqpUrl,
      REDIS_URL: redisUrl,
      JWT_SECRET: this.secret,
      NAMESPACE: this.namespace,
      PARTITIONS: String(partitions),
      LOG_LEVEL: "warn",
      ...unhurried,
    };
  }

  /** As clients see it. */
  at(http: ChatProcess, gateway: ChatProcess): Deployment {
    return { url: http.address, socketUrl: gateway.address, secret: this.secret };
  }

  /** Asks its database. */
  query(sql: string): Promise<Record<string, unknown>[]> {
    return asked(this.services.databaseUrl, sql);
  }

  get started(): readonly ChatProcess[] {
    return this.#started;
  }

  /** Makes the database; it has no tables yet, where no other one is its template. */
  async makeDatabase(template = "template0", tablespace = "pg_default"): Promise<void> {
    const where = `template ${template} tablespace ${tablespace}`;
    await asked(this.#server, `create database ${this.database} encoding 'UTF8' ${where}`);
  }

  async prepare(): Promise<this> {
    await this.makeDatabase();
    await this.migrate();
    return this;
  }

  async migrate(from = this.#code): Promise<void> {
    const { code, said } = await runToEnd("migrate", this.home, this.settings, from);
    if (code !== 0) throw new Error(`The migration ended with ${String(code)}:\n${said}`);
  }

  /** @param code another version's, which may run beside this one */
  start(role: Role, settings: Settings = {}, code = this.#code): Promise<ChatProcess> {
    const starting = startRole(role, this.home, { ...this.settings, ...settings }, code);
    this.#starting.push(
      starting.then(
        (chat) => this.#started.push(chat),
        () => 0,
      ),
    );
    return starting;
  }

  /** Every process is gone, and nothing of the deployment is left in the services. */
  async clear(): Promise<void> {
    await Promise.all(this.#starting);
    for (const chat of this.#started) chat.signal("SIGKILL");
    await Promise.all(this.#started.map(({ ended }) => ended));
    await Promise.all([
      asked(this.#server, `drop database if exists ${this.database} with (force)`),
      this.#deleteQueues(),
    ]);
    removeHome(this.home);
  }

  async #deleteQueues(): Promise<void> {
    const connection = await amqp.connect(this.services.amqpUrl);
    const channel = await connection.createChannel();
    const timelines = Array.from({ length: partitions }, (_, index) => `${this.namespace}.timeline.${index}`);
    const others = [`${this.namespace}.receipts`, `${this.namespace}.dead-letters`];
    for (const queue of [...timelines, ...others]) await channel.deleteQueue(queue);
    await channel.deleteExchange(`${this.namespace}.dead-letters`);
    await connection.close();
  }
}

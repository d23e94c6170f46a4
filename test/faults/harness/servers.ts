import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { promisify } from "node:util";
import pg from "pg";
import { startPostgres } from "../../support/services/postgres.ts";
import type { Service } from "../../support/services/private-server.ts";
import { startRabbit } from "../../support/services/rabbit.ts";
import { startRedis } from "../../support/services/redis.ts";
import type { ServiceUrls } from "../../support/tiers.ts";
import { Tiers } from "../../support/tiers.ts";

const run = promisify(execFile);

/** The three servers of a run, which faults may harm, and a database that is migrated once. */
export class Servers {
  readonly postgres: Service;
  readonly rabbit: Service;
  readonly redis: Service;
  #template: Tiers | undefined;

  private constructor(postgres: Service, rabbit: Service, redis: Service) {
    this.postgres = postgres;
    this.rabbit = rabbit;
    this.redis = redis;
  }

  static async start(): Promise<Servers> {
    const servers = new Servers(...(await Promise.all([startPostgres(), startRabbit(), startRedis()])));
    servers.#template = await new Tiers(servers.urls, "dist").prepare();
    return servers;
  }

  get urls(): ServiceUrls {
    return { databaseUrl: this.postgres.url, amqpUrl: this.rabbit.url, redisUrl: this.redis.url };
  }

  /** The name of a database with every table and no row. */
  get template(): string {
    if (!this.#template) throw new Error("There is no template yet.");
    return this.#template.database;
  }

  /** After a line that has failed halfway. */
  async mend(): Promise<void> {
    for (const service of [this.postgres, this.rabbit, this.redis]) {
      if (isRunning(service)) signalTree(service.pid, "SIGCONT");
      else await service.restart();
    }
    await this.calm();
  }

  /** Stops every process of a server, or lets them go on: PostgreSQL has one for each connection. */
  freeze(service: Service, signal: "SIGSTOP" | "SIGCONT"): void {
    signalTree(service.pid, signal);
  }

  /** Ends PostgreSQL's processes without a farewell. */
  async crash(service: Service): Promise<void> {
    service.signal("SIGQUIT");
    await service.halt();
  }

  async query(sql: string): Promise<void> {
    const client = new pg.Client(this.postgres.url);
    await client.connect();
    await client.query(sql).finally(() => client.end());
  }

  /** Has the broker evaluate a term of Erlang. It has no port mapper, so a node is made that knows its port. */
  async inBroker(term: string): Promise<string> {
    const words = readFileSync(`/proc/${this.rabbit.pid}/cmdline`, "utf8").split("\0");
    const after = (word: string): string => words[words.indexOf(word) + 1] ?? "";
    const home = after("-home");
    const call = [
      `{ok, Tokens, _} = erl_scan:string("${term.replaceAll('"', '\\"')}.")`,
      `{ok, Exprs} = erl_parse:parse_exprs(Tokens)`,
      `io:format("~p", [rpc:call('${after("-sname")}', erl_eval, exprs, [Exprs, []])])`,
      "halt().",
    ].join(", ");
    const node = ["-noinput", "-sname", `chaos${process.pid}@localhost`, "-hidden", "-dist_listen", "false"];
    const port = ["-start_epmd", "false", "-erl_epmd_port", after("-erl_epmd_port")];
    const { stdout } = await run("erl", [...node, ...port, "-eval", call], {
      env: { PATH: process.env.PATH ?? "", HOME: home },
      timeout: 10_000,
    });
    return stdout;
  }

  /** Takes back what a fault may have told the broker. */
  async calm(): Promise<void> {
    await this.inBroker("vm_memory_monitor:set_vm_memory_high_watermark(0.4)");
    await this.inBroker("rabbit_disk_monitor:set_disk_free_limit(50000000)");
  }

  async stop(): Promise<void> {
    await this.#template?.clear().catch(() => undefined);
    await Promise.all([this.postgres, this.rabbit, this.redis].map((service) => service.stop()));
  }
}

const isRunning = (service: Service): boolean => {
  try {
    return service.pid > 0;
  } catch {
    return false;
  }
};

const childrenOf = (pid: number): number[] => {
  try {
    return readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").split(" ").filter(Boolean).map(Number);
  } catch {
    return [];
  }
};

const signalTree = (pid: number, signal: NodeJS.Signals): void => {
  for (const each of [pid, ...childrenOf(pid)]) {
    try {
      process.kill(each, signal);
    } catch {
      // It has ended meanwhile.
    }
  }
};

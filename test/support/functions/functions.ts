import { queueNames } from "../../../infra/rabbitmq/names.ts";
import type { Settings } from "../chat-process.ts";
import { partitions, Tiers } from "../tiers.ts";
import type { FunctionName } from "./bundles.ts";
import { bundleOf } from "./bundles.ts";
import { startEnvironment } from "./environment.ts";
import { FunctionPool } from "./function-pool.ts";
import type { Front } from "./http-event.ts";
import type { HttpHost } from "./http-host.ts";
import { startHttpHost } from "./http-host.ts";
import type { PollerOptions } from "./poller.ts";
import { QueuePoller } from "./poller.ts";

/** An address in HTTP, and the function behind it. */
export interface HostedFunction {
  readonly address: string;
  readonly pool: FunctionPool;
}

/** The product as functions, on a database and a namespace of its own: what is deployed, run as a cloud would run it. */
export class Functions {
  readonly tiers: Tiers;
  readonly #pools: FunctionPool[] = [];
  readonly #hosts: HttpHost[] = [];
  readonly #pollers: QueuePoller[] = [];

  /** Nothing is there yet: see {@link prepare}. */
  constructor(tiers = new Tiers()) {
    this.tiers = tiers;
  }

  /** Makes the database, and its tables by the function that is there for it. */
  async prepare(): Promise<this> {
    await this.tiers.makeDatabase();
    await this.pool("migrate", 1).invoke({});
    return this;
  }

  /** @param limit how many environments it may have */
  pool(name: FunctionName, limit: number, settings: Settings = {}): FunctionPool {
    const pool = new FunctionPool(limit, () =>
      startEnvironment(bundleOf(name), { ...this.tiers.settings, ...settings }),
    );
    this.#pools.push(pool);
    return pool;
  }

  /** The HTTP function behind an address; all of its environments are there already. */
  async http(limit: number, settings: Settings = {}, front: Front = "function-url"): Promise<HostedFunction> {
    const pool = this.pool("http", limit, settings);
    await pool.warm(limit);
    const host = await startHttpHost(pool, front);
    this.#hosts.push(host);
    return { address: host.address, pool };
  }

  /** A poller for each queue, and an environment of the consumer for each. @returns the functions, by partition; then the receipts' */
  consume(options: Partial<PollerOptions> = {}, settings: Settings = {}): readonly FunctionPool[] {
    const { timelines, receipts } = queueNames(this.tiers.namespace, partitions);
    return [...timelines, receipts].map((queue) => {
      const pool = this.pool("consumer", 1, settings);
      const invoke = (event: object): Promise<unknown> => pool.invoke(event);
      this.#pollers.push(new QueuePoller({ url: this.tiers.services.amqpUrl, queue, invoke, ...options }));
      return pool;
    });
  }

  /** What all of the functions ever wrote. */
  said(): string {
    return this.#pools.map((pool) => pool.said()).join("");
  }

  /** Every process is gone, and nothing of the deployment is left in the services. */
  async clear(): Promise<void> {
    await Promise.all(this.#hosts.map((host) => host.close()));
    await Promise.all(this.#pollers.map((poller) => poller.stop()));
    await Promise.all(this.#pools.map((pool) => pool.end()));
    await this.tiers.clear();
  }
}

import { setTimeout as pause } from "node:timers/promises";
import type { ChannelModel } from "amqplib";
import type { Telemetry } from "../../core/ports/telemetry.ts";
import type { QueueNames } from "./names.ts";
import { declareFitting } from "./topology.ts";

/** How often it is looked whether an operator has taken a wrong queue away, in milliseconds. */
const lookEveryMs = 2_000;

/**
 * The queues of work that somebody has declared with other arguments while this process ran. Such a queue may drop
 * what it should put aside, so nothing is put into it and nothing is taken from it, until it is deleted; the other queues
 * go on.
 */
export class Misfits {
  readonly #names: QueueNames;
  readonly #telemetry: Pick<Telemetry, "queueUnfit">;
  #queues: ReadonlySet<string> = new Set();

  constructor(names: QueueNames, telemetry: Pick<Telemetry, "queueUnfit">) {
    this.#names = names;
    this.#telemetry = telemetry;
  }

  has(queue: string): boolean {
    return this.#queues.has(queue);
  }

  /** Declares what is missing, and as long as something differs, looks again and again while the connection lasts. */
  async look(model: ChannelModel): Promise<void> {
    await this.#see(model);
    if (this.#queues.size > 0) void this.#watch(model);
  }

  async #see(model: ChannelModel): Promise<void> {
    const differing = await declareFitting(model, this.#names);
    const found = differing.filter(({ queue }) => !this.#queues.has(queue));
    this.#queues = new Set(differing.map(({ queue }) => queue));
    for (const { message } of found) this.#telemetry.queueUnfit(message);
  }

  async #watch(model: ChannelModel): Promise<void> {
    const over = new AbortController();
    model.once("close", () => over.abort());
    while (this.#queues.size > 0 && !over.signal.aborted) {
      await pause(lookEveryMs, undefined, { ref: false });
      // What keeps it from looking ends the connection, too, or has passed by the next time.
      await this.#see(model).catch(() => undefined);
    }
  }
}

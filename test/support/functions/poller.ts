import { Socket } from "node:net";
import { setTimeout as pause } from "node:timers/promises";

import type { Channel, ChannelModel } from "amqplib";
import { connect } from "amqplib";

import { within } from "../wait.ts";
import { Inbox } from "./inbox.ts";
import { rabbitEvent } from "./rabbit-event.ts";

export interface PollerOptions {
  readonly url: string;
  readonly queue: string;
  /** One call at a time; it rejects when the batch is to come back. */
  readonly invoke: (event: object) => Promise<unknown>;
  readonly batchSize?: number;
  /** How long the first message of a batch waits for others, in milliseconds. */
  readonly windowMs?: number;
  /** How long it waits after a first failure; after each further one twice as long, up to 32 times. In milliseconds. */
  readonly backoffMs?: number;
}

const connectMs = 5_000;
const farewellMs = 1_000;
const longest = 32;

/**
 * The channel first: a broker that loses the connection at once forgets acknowledgements that it has not looked at yet.
 * One that is silently gone answers no farewell.
 */
const leave = async (model: ChannelModel, channel?: Channel): Promise<void> => {
  const farewell = async (): Promise<void> => {
    await Promise.resolve(channel)
      .then((each) => each?.close())
      .catch(() => undefined);
    await model.close();
  };
  await within(farewellMs, "a farewell to the broker", farewell()).catch(() => undefined);
  const { stream } = model.connection as { readonly stream?: unknown };
  if (stream instanceof Socket) stream.destroy();
};

/**
 * What the event source mapping of Amazon MQ does for a function, for one queue: batches of what has arrived, one at a
 * time. A batch is acknowledged when the function returns. When it fails in any way all that was delivered goes back, and
 * that by the end of the connection: the broker then hands it out again in its order, the batch before what came after it.
 */
export class QueuePoller {
  readonly #options: Required<PollerOptions>;
  readonly #end = new AbortController();
  readonly #run: Promise<void>;
  #failures = 0;
  #inbox: Inbox | undefined;

  constructor(options: PollerOptions) {
    this.#options = { batchSize: 100, windowMs: 50, backoffMs: 50, ...options };
    this.#run = this.#poll();
  }

  /** Resolves when the batch in work has ended and nothing is held any more. Safe twice. */
  async stop(): Promise<void> {
    this.#end.abort();
    this.#inbox?.close();
    await this.#run;
  }

  async #poll(): Promise<void> {
    const { signal } = this.#end;
    const { backoffMs } = this.#options;
    while (!signal.aborted) {
      // The queue, its broker or the function is away, or the function has failed: all are met in the same way.
      await this.#session().catch(() => undefined);
      const waitMs = backoffMs * Math.min(longest, 2 ** this.#failures);
      this.#failures += 1;
      await pause(waitMs, undefined, { signal }).catch(() => undefined);
    }
  }

  /** Until the connection is lost, or an invocation fails. */
  async #session(): Promise<void> {
    const model = await connect(this.#options.url, { noDelay: true, timeout: connectMs });
    // That it is lost is heard by its channel.
    model.on("error", () => {});
    let channel: Channel | undefined;
    try {
      channel = await model.createChannel();
      channel.on("error", () => {});
      await this.#consume(channel);
    } finally {
      await leave(model, channel);
    }
  }

  async #consume(channel: Channel): Promise<void> {
    const { queue, batchSize, windowMs, invoke } = this.#options;
    const inbox = new Inbox();
    this.#inbox = inbox;
    if (this.#end.signal.aborted) return;
    channel.on("close", () => inbox.close());
    await channel.prefetch(batchSize);
    await channel.consume(queue, (message) => (message ? inbox.add(message) : inbox.close()));
    for (;;) {
      const batch = await inbox.take(batchSize, windowMs);
      const last = batch.at(-1);
      if (!last) return;
      await invoke(rabbitEvent(queue, batch));
      channel.ack(last, true);
      this.#failures = 0;
    }
  }
}

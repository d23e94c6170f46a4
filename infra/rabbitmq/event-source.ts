import { within } from "../../core/ports/clock.ts";
import type { CommandSource, Consumption } from "../../core/ports/command-bus.ts";
import type { EventTools, HandedBatch } from "./event-batch.ts";
import { BatchGivenBack, EventBatch } from "./event-batch.ts";
import type { Handler } from "./fates.ts";

/** It takes this long to say that a batch comes back, in milliseconds. */
const farewellMs = 1_000;

/**
 * Hands out the commands of batches that somebody else takes from the queues and settles as a whole, one batch after the
 * other. The order of a room rests on whoever takes them: a queue's next batch may come only when its last one has ended.
 */
export class RabbitEventSource implements CommandSource {
  readonly #tools: Omit<EventTools, "handler">;
  #handler: Handler | undefined;
  /** The end of everything that was begun: a batch that ran out of time may still have a transaction under way. */
  #before: Promise<unknown> = Promise.resolve();

  constructor(tools: Omit<EventTools, "handler">) {
    this.#tools = tools;
  }

  async consume(handler: Handler): Promise<Consumption> {
    this.#handler = handler;
    const close = async (): Promise<void> => {
      this.#handler = undefined;
      await this.#before;
    };
    return { close };
  }

  /**
   * Resolves when every message is done or put aside.
   * @param remainingMs until an answer comes too late
   * @throws BatchGivenBack
   */
  async take(batches: readonly HandedBatch[], remainingMs: number): Promise<void> {
    const deadline = this.#tools.clock.now() + remainingMs - farewellMs;
    if (!this.#handler) throw new BatchGivenBack("Nobody consumes.");
    const tools = { ...this.#tools, handler: this.#handler };
    for (const batch of batches) await this.#work(new EventBatch(batch, tools, deadline), deadline);
  }

  async #work(batch: EventBatch, deadline: number): Promise<void> {
    const { clock } = this.#tools;
    const work = this.#before.then(async () => {
      await batch.work();
      return true;
    });
    this.#before = work.catch(() => undefined);
    const isDone = await within(clock, deadline - clock.now(), work);
    if (isDone === undefined) throw batch.timeIsUp();
  }
}

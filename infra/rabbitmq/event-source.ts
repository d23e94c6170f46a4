import { within } from "../../core/ports/clock.ts";
import type { CommandSource, Consumption } from "../../core/ports/command-bus.ts";
import type { ReceiptSource } from "../../core/ports/receipt-bus.ts";
import type { CommandHandler } from "./command-kind.ts";
import { commandKind } from "./command-kind.ts";
import type { EventTools, HandedBatch } from "./event-batch.ts";
import { BatchGivenBack, EventBatch } from "./event-batch.ts";
import type { QueueNames } from "./names.ts";
import type { QueueKind } from "./queue-kind.ts";
import { receiptKind } from "./receipt-kind.ts";

/** It takes this long to say that a batch comes back, in milliseconds. */
const farewellMs = 1_000;

/**
 * Hands out what is in batches that somebody else takes from the queues and settles as a whole, one batch after the other.
 * The order of a room rests on whoever takes them: a queue's next batch may come only when its last one has ended.
 */
export class RabbitEventSource implements CommandSource {
  readonly receipts: ReceiptSource = {
    consume: async (handler) => this.#begin("receipts", receiptKind(handler, this.#tools.telemetry)),
  };
  readonly #names: QueueNames;
  readonly #tools: Omit<EventTools, "kind">;
  /** Of what is consumed. */
  readonly #kinds = new Map<"commands" | "receipts", QueueKind>();
  /** The end of everything that was begun: a batch that ran out of time may still have a transaction under way. */
  #before: Promise<unknown> = Promise.resolve();

  constructor(names: QueueNames, tools: Omit<EventTools, "kind">) {
    this.#names = names;
    this.#tools = tools;
  }

  async consume(handler: CommandHandler): Promise<Consumption> {
    return this.#begin("commands", commandKind(handler, this.#tools.telemetry));
  }

  /**
   * Resolves when every message is done or put aside.
   * @param remainingMs until an answer comes too late
   * @throws BatchGivenBack
   */
  async take(batches: readonly HandedBatch[], remainingMs: number): Promise<void> {
    const deadline = this.#tools.clock.now() + remainingMs - farewellMs;
    for (const batch of batches) {
      const kind = this.#kinds.get(batch.queue === this.#names.receipts ? "receipts" : "commands");
      if (!kind) throw new BatchGivenBack("Nobody consumes.");
      await this.#work(new EventBatch(batch, { ...this.#tools, kind }, deadline), deadline);
    }
  }

  #begin(what: "commands" | "receipts", kind: QueueKind): Consumption {
    this.#kinds.set(what, kind);
    const close = async (): Promise<void> => {
      this.#kinds.delete(what);
      await this.#before;
    };
    return { close };
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

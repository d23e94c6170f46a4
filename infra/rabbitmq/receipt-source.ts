import { sleep } from "../../core/ports/clock.ts";
import type { Consumption } from "../../core/ports/command-bus.ts";
import type { ReceiptHandler, ReceiptSource } from "../../core/ports/receipt-bus.ts";
import type { WorkTools } from "./fates.ts";
import type { RabbitLink } from "./link.ts";
import type { QueueNames } from "./names.ts";
import { QueueConsumer } from "./queue-consumer.ts";
import { receiptKind } from "./receipt-kind.ts";

/** How long the queue is left to others when this process could not work on what is in it, in milliseconds. */
const declineMs = 60_000;

/** Hands out receipts beside other processes that do, from the one queue that they share. */
export class RabbitReceiptSource implements ReceiptSource {
  readonly #link: RabbitLink;
  readonly #names: QueueNames;
  readonly #tools: Omit<WorkTools, "kind">;

  /** @param link of its own: under a memory alarm the broker reads nothing more from a link that publishes */
  constructor(link: RabbitLink, names: QueueNames, tools: Omit<WorkTools, "kind">) {
    this.#link = link;
    this.#names = names;
    this.#tools = tools;
  }

  /** Resolves at once; receipts follow as the broker hands them over. */
  async consume(handler: ReceiptHandler): Promise<Consumption> {
    const kind = receiptKind(handler, this.#tools.telemetry);
    const share = new Share(this.#link, this.#names, { ...this.#tools, kind });
    void share.run();
    return { close: () => share.close() };
  }
}

/** What this process takes of the queue. */
class Share {
  readonly #link: RabbitLink;
  readonly #names: QueueNames;
  readonly #tools: WorkTools;
  #consumer: QueueConsumer;
  #isClosed = false;

  constructor(link: RabbitLink, names: QueueNames, tools: WorkTools) {
    this.#link = link;
    this.#names = names;
    this.#tools = tools;
    this.#consumer = this.#newConsumer();
  }

  /** Until it is closed. What a consumer leaves to others it leaves for a while, and as long as its last batch is in work. */
  async run(): Promise<void> {
    while (!this.#isClosed) {
      await this.#consumer.run();
      await this.#rest();
    }
  }

  /** Finishes the batch in work, and gives back what was not worked on. Safe to call twice. */
  close(): Promise<void> {
    this.#isClosed = true;
    return this.#consumer.finish();
  }

  async #rest(): Promise<void> {
    if (this.#isClosed) return;
    await Promise.all([sleep(this.#tools.clock, declineMs), this.#consumer.idle]);
    this.#consumer = this.#newConsumer();
  }

  #newConsumer(): QueueConsumer {
    const onUnfit = (reason: string): void => {
      this.#tools.telemetry.batchDelayed(reason, true);
      consumer.drop();
    };
    const { receipts } = this.#names;
    const consumer = new QueueConsumer(this.#link, this.#names, receipts, this.#tools, Promise.resolve(), onUnfit);
    return consumer;
  }
}

import type { Receipt } from "../../core/entities/receipt.ts";
import type { Clock } from "../../core/ports/clock.ts";
import type { ReceiptBus } from "../../core/ports/receipt-bus.ts";
import type { RabbitLink } from "./link.ts";
import type { QueueNames } from "./names.ts";
import { RabbitPublisher } from "./publisher.ts";
import { encodeReceipts } from "./receipt-codec.ts";

/** Puts what is published together into one message of the one queue that all receipts wait in. */
export class RabbitReceiptBus implements ReceiptBus {
  readonly #queue: string;
  readonly #publisher: RabbitPublisher;

  constructor(link: RabbitLink, { receipts }: QueueNames, clock: Clock) {
    this.#queue = receipts;
    this.#publisher = new RabbitPublisher(link, "receipt", clock);
  }

  publish(receipts: readonly Receipt[]): Promise<void> {
    return this.#publisher.publish(this.#queue, () => encodeReceipts(receipts));
  }
}

import type { Receipt, ReceiptLot } from "../../core/entities/receipt.ts";
import type { Clock } from "../../core/ports/clock.ts";
import type { Consumption } from "../../core/ports/command-bus.ts";
import type { ReceiptBus, ReceiptHandler, ReceiptSource } from "../../core/ports/receipt-bus.ts";
import type { Telemetry } from "../../core/ports/telemetry.ts";
import { handOut, restAfter } from "../../core/ports/receipt-bus.ts";
import { MemoryQueue } from "./queue.ts";

/** The receipts of the embedded mode. There is nowhere to put a lot aside: an operator is told, and whoever published it. */
export class MemoryReceiptBus implements ReceiptBus, ReceiptSource {
  readonly #queue: MemoryQueue<ReceiptLot>;
  readonly #telemetry: Pick<Telemetry, "receiptsDead">;

  constructor(clock: Clock, telemetry: Pick<Telemetry, "receiptsDead">) {
    this.#queue = new MemoryQueue("receipt", clock, restAfter);
    this.#telemetry = telemetry;
  }

  publish(receipts: readonly Receipt[]): Promise<void> {
    return this.#queue.put({ receipts });
  }

  consume(handler: ReceiptHandler): Promise<Consumption> {
    return this.#queue.consume(async (batch) => {
      const lots = batch.map(({ item }) => item);
      const outcomes = await handOut(lots, handler);
      for (const outcome of outcomes) if (outcome.kind === "dead") this.#telemetry.receiptsDead(outcome.reason);
      return outcomes;
    });
  }
}

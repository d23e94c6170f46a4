import type { Telemetry } from "../../core/ports/telemetry.ts";
import type { ReceiptHandler } from "../../core/ports/receipt-bus.ts";
import { handOut, restAfter } from "../../core/ports/receipt-bus.ts";
import type { QueueKind } from "./queue-kind.ts";
import { decodeReceipts } from "./receipt-codec.ts";

/** Enough for many batches, and few enough to leave some to the other consumers: here nothing depends on who takes what. */
const prefetch = 200;

/** Receipts are handed out merged, in any order; a message has one outcome for all that are in it. */
export const receiptKind = (
  handler: ReceiptHandler,
  telemetry: Pick<Telemetry, "receiptsDead" | "setback">,
): QueueKind => {
  const ask: ReceiptHandler = async (receipts) => {
    try {
      return await handler(receipts);
    } catch (error) {
      telemetry.setback("working on receipts", error);
      return { kind: "later" };
    }
  };
  return {
    prefetch,
    restAfter,
    decode: decodeReceipts,
    async workOn(readable) {
      const lots = readable.flatMap(({ decoded }) => ("receipts" in decoded ? [decoded] : []));
      const outcomes = await handOut(lots, ask);
      for (const outcome of outcomes) if (outcome.kind === "dead") telemetry.receiptsDead(outcome.reason);
      return outcomes;
    },
    tellDead: (reason) => telemetry.receiptsDead(reason),
  };
};

import type { Outcome } from "../entities/command.ts";
import type { Receipt, ReceiptLot } from "../entities/receipt.ts";
import { mergeLots } from "../entities/receipt.ts";
import type { Consumption } from "./command-bus.ts";

/** Most receipts that are published at once. */
export const receiptsAtOnce = 500;

/** Most that are handed out at once, merged. */
export const receiptsInBatch = 5_000;

/** With a batch and the way to it, still under the second in which all of a user's devices are told. */
const mostRestMs = 800;

/**
 * How long to wait with the next batch after one that took so long, in milliseconds: receipts leave nine tenths of the time to
 * messages, and the busier it is, the more of what arrives meanwhile is merged.
 */
export const restAfter = (ms: number): number => Math.min(mostRestMs, 9 * ms);

/** Where receipts wait until they are applied, in any order. */
export interface ReceiptBus {
  /**
   * Resolves when these are safe: they will be handed out until they are done, whatever dies. At most {@link receiptsAtOnce}.
   * @throws ChatError `unavailable` when that is not certain within 4 s; they may have been taken all the same.
   */
  publish(receipts: readonly Receipt[]): Promise<void>;
}

/** What is made of them, whatever lots they came in. */
export type ReceiptHandler = (receipts: readonly Receipt[]) => Promise<Outcome>;

export interface ReceiptSource {
  /**
   * Hands out what has arrived, merged, at most {@link receiptsInBatch} at once, and the next when these are answered and {@link restAfter} has passed. `later`:
   * all of them are handed out again. `dead`: they are handed out as they were published, each lot alone, and a lot that is
   * alone in it is put aside for an operator. A handler that throws is asked again.
   */
  consume(handler: ReceiptHandler): Promise<Consumption>;
}

/**
 * How every source hands out the lots that have arrived, at most so many at once. From the first that has to wait on all do: it is a
 * database that does not answer. @returns what becomes of each lot
 */
export const handOut = async (
  lots: readonly ReceiptLot[],
  handler: ReceiptHandler,
  lotsAtOnce = lots.length,
): Promise<readonly Outcome[]> => {
  const outcomes: Outcome[] = [];
  while (outcomes.length < lots.length) {
    const left = lots.slice(outcomes.length);
    const { count, receipts } = mergeLots(left.slice(0, lotsAtOnce), receiptsInBatch);
    const together = left.slice(0, count);
    const outcome = await handler(receipts);
    if (outcome.kind === "later") return [...outcomes, ...left.map(() => outcome)];
    const isDivided = outcome.kind === "dead" && count > 1;
    outcomes.push(...(isDivided ? await handOut(together, handler, 1) : together.map(() => outcome)));
  }
  return outcomes;
};

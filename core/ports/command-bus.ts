import type { Command, Delivery, Outcome } from "../entities/command.ts";

/** Where commands wait until they are applied. Commands of one room keep the order in which they were published. */
export interface CommandBus {
  /**
   * Resolves when the command is safe: it will be handed out until it is done, whatever dies.
   * @throws ChatError `unavailable` when that is not certain within 4 s; the command may have been taken all the same.
   */
  publish(command: Command): Promise<void>;
}

export interface Consumption {
  /** Finishes the batches in work and takes no more. Safe to call twice. */
  close(): Promise<void>;
}

export interface CommandSource {
  /**
   * Hands out what has arrived, up to 500 at once, in order per room, and never two batches with commands of
   * one room at the same time. The outcomes answer the deliveries one by one. A handler that throws is asked
   * again with the same commands, and what has arrived behind them.
   */
  consume(handler: (batch: readonly Delivery[]) => Promise<readonly Outcome[]>): Promise<Consumption>;
}

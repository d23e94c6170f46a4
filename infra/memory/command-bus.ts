import type { Command, Delivery, Outcome } from "../../core/entities/command.ts";
import type { Clock } from "../../core/ports/clock.ts";
import type { CommandBus, CommandSource, Consumption } from "../../core/ports/command-bus.ts";
import { MemoryQueue } from "./queue.ts";

/** The commands of the embedded mode: one queue for all rooms, so that nothing of a room goes ahead of what is kept of it. */
export class MemoryCommandBus implements CommandBus, CommandSource {
  readonly #queue: MemoryQueue<Command>;

  constructor(clock: Clock) {
    this.#queue = new MemoryQueue("command", clock);
  }

  publish(command: Command): Promise<void> {
    return this.#queue.put(command);
  }

  consume(handler: (batch: readonly Delivery[]) => Promise<readonly Outcome[]>): Promise<Consumption> {
    return this.#queue.consume((batch) =>
      handler(batch.map(({ item, redelivered }) => ({ command: item, redelivered }))),
    );
  }
}

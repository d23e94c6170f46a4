import type { Command } from "../../core/entities/command.ts";
import type { Clock } from "../../core/ports/clock.ts";
import type { CommandBus } from "../../core/ports/command-bus.ts";
import { encode } from "./command-codec.ts";
import type { RabbitLink } from "./link.ts";
import type { QueueNames } from "./names.ts";
import { partitionOf } from "./names.ts";
import { RabbitPublisher } from "./publisher.ts";

/** Puts each command into the queue of its room's partition. */
export class RabbitCommandBus implements CommandBus {
  readonly #timelines: readonly string[];
  readonly #publisher: RabbitPublisher;

  constructor(link: RabbitLink, { timelines }: QueueNames, clock: Clock) {
    this.#timelines = timelines;
    this.#publisher = new RabbitPublisher(link, "command", clock);
  }

  publish(command: Command): Promise<void> {
    const queue = this.#timelines[partitionOf(command.room, this.#timelines.length)] ?? "";
    return this.#publisher.publish(queue, () => encode(command));
  }
}

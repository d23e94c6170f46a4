import type { ConfirmChannel } from "amqplib";
import type { Clock } from "../../core/ports/clock.ts";
import { within } from "../../core/ports/clock.ts";
import type { RabbitLink } from "./link.ts";
import type { QueueNames } from "./names.ts";

/** Messages that should be put aside were not certainly taken; they may have been. */
class DeadLettersRefused extends Error {
  override readonly name = "DeadLettersRefused";
}

/** In milliseconds; a broker that is short of memory confirms nothing. */
const deadlineMs = 4_000;

/**
 * Puts messages aside for a consumer that cannot reject them: it hands them to the exchange to which the broker sends
 * what others reject. That is rare, so a connection is made for it and ended again.
 */
export class RabbitDeadLetters {
  readonly #open: () => Promise<RabbitLink>;
  readonly #names: QueueNames;
  readonly #clock: Clock;

  /** @param open makes a connection that this may close */
  constructor(open: () => Promise<RabbitLink>, names: QueueNames, clock: Clock) {
    this.#open = open;
    this.#names = names;
    this.#clock = clock;
  }

  /**
   * Resolves when the broker has them all.
   * @param queue from which they came
   * @throws BrokerUnreachable, DeadLettersRefused
   */
  async put(queue: string, bodies: readonly Buffer[]): Promise<void> {
    const link = await this.#open();
    try {
      const isTaken = await within(this.#clock, deadlineMs, this.#publish(link, queue, bodies));
      if (isTaken !== true) throw new DeadLettersRefused(`RabbitMQ took no dead letters of ${queue}.`);
    } finally {
      await link.close();
    }
  }

  /** @returns whether none came back */
  async #publish(link: RabbitLink, queue: string, bodies: readonly Buffer[]): Promise<boolean> {
    const channel = await (await link.connected()).createConfirmChannel();
    let isTaken = true;
    // It closes too, and amqplib fails what was not confirmed.
    channel.on("error", () => {});
    channel.on("return", () => (isTaken = false));
    for (const body of bodies) send(channel, this.#names.deadLetters, queue, body);
    await channel.waitForConfirms().catch(() => (isTaken = false));
    return isTaken;
  }
}

/** With the headers that the broker adds to what it is told to put aside. */
const send = (channel: ConfirmChannel, exchange: string, queue: string, body: Buffer): void => {
  const headers = { "x-first-death-queue": queue, "x-first-death-reason": "rejected" };
  channel.publish(exchange, "", body, { persistent: true, mandatory: true, headers });
};

import type { ConfirmChannel } from "amqplib";
import type { ChatError } from "../../core/errors.ts";
import { unavailable } from "../../core/errors.ts";
import type { Clock } from "../../core/ports/clock.ts";
import { sleep } from "../../core/ports/clock.ts";
import type { RabbitLink } from "./link.ts";
import type { Publishing } from "./unconfirmed.ts";
import { Unconfirmed } from "./unconfirmed.ts";

/** Between two attempts at a channel on a connection that stands. */
const reopenAfterMs = 250;

/**
 * Publishes to queues with confirms, on a channel of its own. Nothing is kept for later: while the broker cannot answer, whoever
 * publishes is told so at once and repeats. What is told `unavailable` may have been taken.
 */
export class RabbitPublisher {
  readonly #link: RabbitLink;
  readonly #what: string;
  readonly #clock: Clock;
  readonly #unconfirmed: Unconfirmed;
  /** Of the connection that stands; all publishes go through it in the order in which they were asked for. */
  #channel: Promise<ConfirmChannel>;

  /** @param what a noun for what is published, as a refusal calls it */
  constructor(link: RabbitLink, what: string, clock: Clock) {
    this.#link = link;
    this.#what = what;
    this.#clock = clock;
    this.#unconfirmed = new Unconfirmed(what, clock);
    this.#channel = this.#open();
    void this.#keepOpen();
  }

  /**
   * Resolves when the queue has it.
   * @param encode makes the body, where there is a chance that it is taken
   * @throws ChatError `unavailable` when that is not certain within 4 s
   */
  async publish(queue: string, encode: () => Buffer): Promise<void> {
    if (!this.#link.isUp) throw unavailable("RabbitMQ cannot be reached now, or takes no messages.");
    if (this.#unconfirmed.isFull) throw unavailable(`Too many ${this.#what}s wait to be confirmed.`);
    if (!this.#link.isFit(queue)) throw unavailable(`The ${this.#what}'s queue is not as it should be.`);
    const body = encode();
    const publishing = this.#unconfirmed.begin(body.length);
    this.#channel.then(
      (open) => this.#send(open, queue, body, publishing),
      () => publishing.end(this.#lost()),
    );
    return publishing.answer;
  }

  /** Ends with the process: a link that was closed never connects again. */
  async #keepOpen(): Promise<never> {
    for (;;) {
      const channel = await this.#channel.catch(() => undefined);
      await (channel ? closed(channel) : sleep(this.#clock, reopenAfterMs));
      this.#channel = this.#open();
    }
  }

  async #open(): Promise<ConfirmChannel> {
    const model = await this.#link.connected();
    const channel = await model.createConfirmChannel();
    // It closes too, and amqplib fails what was not confirmed.
    channel.on("error", () => {});
    channel.on("return", ({ properties }) => {
      this.#unconfirmed
        .find(String(properties.correlationId))
        ?.settle(unavailable(`The ${this.#what}'s queue is not there.`));
    });
    return channel;
  }

  /** A message that no queue takes comes back before it is confirmed; it carries the id by which it is known again. */
  #send(channel: ConfirmChannel, queue: string, body: Buffer, publishing: Publishing): void {
    if (publishing.isAnswered()) {
      publishing.end();
      return;
    }
    const properties = { persistent: true, mandatory: true, correlationId: publishing.id };
    const confirmed = (error: unknown): void => publishing.end(error ? this.#lost() : undefined);
    try {
      channel.publish("", queue, body, properties, confirmed);
    } catch {
      publishing.end(this.#lost());
    }
  }

  #lost(): ChatError {
    return unavailable(`RabbitMQ did not confirm the ${this.#what}; it may have taken it.`);
  }
}

const closed = (channel: ConfirmChannel): Promise<void> =>
  new Promise((resolve) => {
    channel.on("close", resolve);
  });

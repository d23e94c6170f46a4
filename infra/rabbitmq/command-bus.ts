import type { ConfirmChannel } from "amqplib";
import type { Command } from "../../core/entities/command.ts";
import type { Clock } from "../../core/ports/clock.ts";
import { sleep } from "../../core/ports/clock.ts";
import type { CommandBus } from "../../core/ports/command-bus.ts";
import { encode } from "./command-codec.ts";
import type { RabbitLink } from "./link.ts";
import type { QueueNames } from "./names.ts";
import { partitionOf } from "./names.ts";
import type { Publishing } from "./unconfirmed.ts";
import { Unconfirmed, unavailable } from "./unconfirmed.ts";

/** Between two attempts at a channel on a connection that stands. */
const reopenAfterMs = 250;

/**
 * Publishes with confirms. Nothing is kept for later: while the broker cannot answer, whoever publishes is told so at
 * once and repeats. A command that is told `unavailable` may have been taken.
 */
export class RabbitCommandBus implements CommandBus {
  readonly #link: RabbitLink;
  readonly #names: QueueNames;
  readonly #clock: Clock;
  readonly #unconfirmed: Unconfirmed;
  /** Of the connection that stands; all publishes go through it in the order in which they were asked for. */
  #channel: Promise<ConfirmChannel>;

  constructor(link: RabbitLink, names: QueueNames, clock: Clock) {
    this.#link = link;
    this.#names = names;
    this.#clock = clock;
    this.#unconfirmed = new Unconfirmed(clock);
    this.#channel = this.#open();
    void this.#keepOpen();
  }

  async publish(command: Command): Promise<void> {
    if (!this.#link.isUp) throw unavailable("RabbitMQ cannot be reached now, or takes no messages.");
    if (this.#unconfirmed.isFull) throw unavailable("Too many commands wait to be confirmed.");
    const { timelines } = this.#names;
    const queue = timelines[partitionOf(command.room, timelines.length)] ?? "";
    if (!this.#link.isFit(queue)) throw unavailable("The command's queue is not as it should be.");
    const body = encode(command);
    const publishing = this.#unconfirmed.begin(body.length);
    this.#channel.then(
      (open) => send(open, queue, body, publishing),
      () => publishing.end(lost()),
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
        ?.settle(unavailable("The command's queue is not there."));
    });
    return channel;
  }
}

const closed = (channel: ConfirmChannel): Promise<void> =>
  new Promise((resolve) => {
    channel.on("close", resolve);
  });

const lost = () => unavailable("RabbitMQ did not confirm the command; it may have taken it.");

/** A message that no queue takes comes back before it is confirmed; it carries the id by which it is known again. */
const send = (channel: ConfirmChannel, queue: string, body: Buffer, publishing: Publishing): void => {
  if (publishing.isAnswered()) {
    publishing.end();
    return;
  }
  const properties = { persistent: true, mandatory: true, correlationId: publishing.id };
  try {
    channel.publish("", queue, body, properties, (error: unknown) => publishing.end(error ? lost() : undefined));
  } catch {
    publishing.end(lost());
  }
};

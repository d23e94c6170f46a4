import type { Channel, ConfirmChannel, GetMessage } from "amqplib";
import type { Command } from "../../core/entities/command.ts";
import { digestOf } from "./arrival.ts";
import { decode } from "./command-codec.ts";
import type { RabbitLink } from "./link.ts";
import type { QueueNames } from "./names.ts";
import { partitionOf } from "./names.ts";

/** A message that was put aside, as it lies in the broker. */
export interface HeldLetter {
  /** The queue that it was taken from; empty when the broker does not say. */
  readonly queue: string;
  /** SHA-256 of the body, as 64 hexadecimal digits. */
  readonly digest: string;
  /** Why the broker put it aside: `rejected` by a consumer, or `delivery_limit`. */
  readonly cause: string;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: Buffer;
  /** Nothing when it is none, as receipts are, or does not parse. */
  readonly command: Command | undefined;
}

/** `kept`: it stays where it is. `done`: it leaves the queue. */
export type Judgement = "kept" | "done";

/** A letter was not certainly taken by the queue that it was sent back to; it is still a dead letter. */
class ReplayRefused extends Error {
  override readonly name = "ReplayRefused";
}

/** The queue of dead letters, for an operator. */
export class RabbitDeadLetterQueue {
  readonly #link: RabbitLink;
  readonly #names: QueueNames;

  constructor(link: RabbitLink, names: QueueNames) {
    this.#link = link;
    this.#names = names;
  }

  /**
   * Visits what is there now, one after another, the oldest first. What is kept is back in its place when this resolves;
   * until then another operator does not see it.
   */
  async visit(judge: (letter: HeldLetter) => Promise<Judgement>): Promise<void> {
    const channel = await this.#channel((model) => model.createChannel());
    try {
      const { messageCount } = await channel.checkQueue(this.#names.deadLetters);
      for (let left = messageCount; left > 0; left -= 1) {
        const message = await channel.get(this.#names.deadLetters);
        if (!message) return;
        if ((await judge(this.#letterIn(message))) === "done") channel.ack(message);
      }
    } finally {
      // Whatever was not acknowledged returns to its place.
      await channel.close();
    }
  }

  /**
   * Sends it back to where it is worked on: the queue of its room, or, when it has none, the one that it came from.
   * Whatever it asks for is done once, however often it is sent. @throws ReplayRefused
   */
  async replay(letter: HeldLetter): Promise<void> {
    const queue = this.#queueFor(letter);
    if (queue === undefined) throw new ReplayRefused("The broker does not say which queue it came from.");
    const channel = await this.#channel((model) => model.createConfirmChannel());
    try {
      if (!(await isTaken(channel, queue, letter.body))) throw new ReplayRefused(`The queue ${queue} did not take it.`);
    } finally {
      await channel.close().catch(() => undefined);
    }
  }

  /** By the digest under which a consumer has noted why. */
  #letterIn({ properties, content }: GetMessage): HeldLetter {
    const headers = (properties.headers ?? {}) as Readonly<Record<string, unknown>>;
    const queue = textIn(headers, "x-first-death-queue");
    return {
      queue,
      digest: digestOf(content),
      cause: textIn(headers, "x-first-death-reason"),
      headers,
      body: content,
      command: queue === this.#names.receipts ? undefined : commandIn(content),
    };
  }

  #queueFor({ command, queue }: HeldLetter): string | undefined {
    const { timelines, receipts } = this.#names;
    if (command) return timelines[partitionOf(command.room, timelines.length)];
    return [...timelines, receipts].find((each) => each === queue);
  }

  async #channel<T extends Channel>(open: (model: Awaited<ReturnType<RabbitLink["connected"]>>) => Promise<T>) {
    const channel = await open(await this.#link.connected());
    // It closes too, and whoever waits on it is told.
    channel.on("error", () => {});
    return channel;
  }
}

const isTaken = async (channel: ConfirmChannel, queue: string, body: Buffer): Promise<boolean> => {
  let isReturned = false;
  channel.on("return", () => (isReturned = true));
  channel.publish("", queue, body, { persistent: true, mandatory: true });
  const isConfirmed = await channel.waitForConfirms().then(
    () => true,
    () => false,
  );
  return isConfirmed && !isReturned;
};

const commandIn = (body: Buffer): Command | undefined => {
  const decoded = decode(body);
  return "command" in decoded ? decoded.command : undefined;
};

const textIn = (headers: Readonly<Record<string, unknown>>, name: string): string => {
  const value = headers[name];
  return typeof value === "string" ? value : "";
};

import type { Channel, ChannelModel } from "amqplib";
import type { QueueNames } from "./names.ts";

/** An operator's mistake; the message says which queue differs, and what to do. */
export class TopologyDiffers extends Error {
  override readonly name = "TopologyDiffers";
  readonly queue: string;

  constructor(what: string, queue: string, cause: unknown) {
    super(
      `RabbitMQ has a ${what} ${queue} that was declared with other arguments than this version's. ` +
        `Delete it if it is empty and unused, or set another NAMESPACE. Never delete a queue that holds messages.`,
      { cause },
    );
    this.queue = queue;
  }
}

const notFound = 404;
const preconditionFailed = 406;

export const codeOf = (error: unknown): unknown => (error as { readonly code?: unknown } | undefined)?.code;

/** Every argument is explicit: their defaults differ between versions, and some of them drop messages. */
const workArguments = (deadLetters: string, isOrdered: boolean) => ({
  "x-queue-type": "quorum",
  // The others wait: two at once on one queue could not keep the order of a room.
  "x-single-active-consumer": isOrdered,
  "x-delivery-limit": 50,
  "x-dead-letter-exchange": deadLetters,
  // The default loses a dead letter that cannot be routed; this one takes no other overflow.
  "x-dead-letter-strategy": "at-least-once",
  "x-overflow": "reject-publish",
});

const deadLetterArguments = {
  "x-queue-type": "quorum",
  // Behind this queue there is no other: however often an operator looks, nothing may be dropped.
  "x-delivery-limit": 1_000_000_000,
};

/**
 * Declares the queues of a deployment, what takes the dead letters first; what is there already stays as it is.
 * @throws TopologyDiffers
 */
export const declareTopology = async (model: ChannelModel, names: QueueNames): Promise<void> => {
  const [differs] = await declareFitting(model, names);
  if (differs) throw differs;
};

/** The same, but a queue of work that differs keeps no other from being declared. @returns one for each that does */
export const declareFitting = async (
  model: ChannelModel,
  { deadLetters, receipts, timelines }: QueueNames,
): Promise<readonly TopologyDiffers[]> => {
  await onOwnChannel(model, async (channel) => {
    await same("exchange", deadLetters, () => channel.assertExchange(deadLetters, "fanout", { durable: true }));
    await declareQueue(channel, deadLetters, deadLetterArguments);
    await channel.bindQueue(deadLetters, deadLetters, "");
  });
  const differing: TopologyDiffers[] = [];
  const left = [...timelines, receipts];
  const declareLeft = async (channel: Channel): Promise<void> => {
    for (let next = left.shift(); next !== undefined; next = left.shift()) {
      await declareQueue(channel, next, workArguments(deadLetters, next !== receipts));
    }
  };
  while (left.length > 0) {
    await onOwnChannel(model, declareLeft).catch((error: unknown) => {
      if (!(error instanceof TopologyDiffers)) throw error;
      differing.push(error);
    });
  }
  return differing;
};

/** @returns whether the queue had vanished, with whatever it held, and was declared again. @throws TopologyDiffers */
export const restoreQueue = async (model: ChannelModel, names: QueueNames, queue: string): Promise<boolean> => {
  try {
    await onOwnChannel(model, (channel) => channel.checkQueue(queue));
    return false;
  } catch (error) {
    if (codeOf(error) !== notFound) throw error;
  }
  const differs = (await declareFitting(model, names)).find((each) => each.queue === queue);
  if (differs) throw differs;
  return true;
};

const declareQueue = (channel: Channel, name: string, args: object): Promise<unknown> =>
  same("queue", name, () => channel.assertQueue(name, { durable: true, arguments: args }));

const same = async (what: string, name: string, declare: () => Promise<unknown>): Promise<void> => {
  try {
    await declare();
  } catch (error) {
    throw isInequivalent(error) ? new TopologyDiffers(what, name, error) : error;
  }
};

/** A broker that does not know an argument answers with the same code. */
const isInequivalent = (error: unknown): boolean =>
  codeOf(error) === preconditionFailed && error instanceof Error && error.message.includes("inequivalent arg");

/** A refused declaration costs the channel that it was made on, so none is shared. */
const onOwnChannel = async <T>(model: ChannelModel, work: (channel: Channel) => Promise<T>): Promise<T> => {
  const channel = await model.createChannel();
  // What went wrong reaches the caller by its promise.
  channel.on("error", () => {});
  try {
    return await work(channel);
  } finally {
    await channel.close().catch(() => undefined);
  }
};

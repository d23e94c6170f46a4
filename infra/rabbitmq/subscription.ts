import type { Channel, ChannelModel, ConsumeMessage } from "amqplib";

/**
 * One channel that consumes one queue. What is in flight when it closes goes back to the head of the queue, in order;
 * that is the only way in which it is given up, since after a `basic.cancel` the next consumer would get later messages
 * first.
 */
export class Subscription {
  /** Resolves, when the channel is closed, with whether the broker took the queue away. */
  readonly closed: Promise<boolean>;
  readonly #channel: Channel;
  readonly #queue: string;
  readonly #receive: (message: ConsumeMessage) => void;
  #wasCancelled = false;
  #isOpen = true;
  #closing: Promise<void> | undefined;

  private constructor(channel: Channel, queue: string, receive: (message: ConsumeMessage) => void) {
    this.#channel = channel;
    this.#queue = queue;
    this.#receive = receive;
    // Whatever goes wrong on a channel closes it.
    channel.on("error", () => {});
    this.closed = new Promise((resolve) => {
      channel.on("close", () => {
        this.#isOpen = false;
        resolve(this.#wasCancelled);
      });
    });
  }

  /**
   * @param prefetch messages in flight, at most
   * @throws the broker's error, with `code` 404 when there is no such queue
   */
  static async open(
    model: ChannelModel,
    queue: string,
    prefetch: number,
    receive: (message: ConsumeMessage) => void,
  ): Promise<Subscription> {
    const subscription = new Subscription(await model.createChannel(), queue, receive);
    await subscription.#consume(prefetch);
    return subscription;
  }

  /** Once it is closed, settling does nothing: the messages are another consumer's. */
  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** @param allUpTo also everything that was delivered before it */
  acknowledge(message: ConsumeMessage, allUpTo: boolean): void {
    if (this.#isOpen) this.#channel.ack(message, allUpTo);
  }

  /** To the dead letters. */
  reject(message: ConsumeMessage): void {
    if (this.#isOpen) this.#channel.reject(message, false);
  }

  /** What was settled before is settled; everything else goes back. Safe to call twice. */
  close(): Promise<void> {
    this.#isOpen = false;
    return (this.#closing ??= this.#channel.close().catch(() => undefined));
  }

  async #consume(prefetch: number): Promise<void> {
    const receive = (message: ConsumeMessage | null): void => {
      if (message) {
        if (this.#isOpen) this.#receive(message);
        return;
      }
      this.#wasCancelled = true;
      void this.close();
    };
    await this.#channel.prefetch(prefetch);
    await this.#channel.consume(this.#queue, receive);
  }
}

import type { Channel, ChannelModel, ConsumeMessage } from "amqplib";

/** Messages in flight: one, until it is known that what comes first does not end the process. */
const narrow = 1;
const wide = 1_000;

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
  #prefetch: number;
  #wasCancelled = false;
  #isOpen = true;
  #closing: Promise<void> | undefined;

  private constructor(channel: Channel, queue: string, receive: (message: ConsumeMessage) => void, prefetch: number) {
    this.#channel = channel;
    this.#prefetch = prefetch;
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
   * @param isWide it is known that what comes first does not end the process
   * @throws the broker's error, with `code` 404 when there is no such queue
   */
  static async open(
    model: ChannelModel,
    queue: string,
    receive: (message: ConsumeMessage) => void,
    isWide = false,
  ): Promise<Subscription> {
    const channel = await model.createChannel();
    const subscription = new Subscription(channel, queue, receive, isWide ? wide : narrow);
    await subscription.#consume();
    return subscription;
  }

  /** Once it is closed, settling does nothing: the messages are another consumer's. */
  get isOpen(): boolean {
    return this.#isOpen;
  }

  get isWide(): boolean {
    return this.#prefetch === wide;
  }

  /** @param allUpTo also everything that was delivered before it */
  acknowledge(message: ConsumeMessage, allUpTo: boolean): void {
    if (this.#isOpen) this.#channel.ack(message, allUpTo);
  }

  /** To the dead letters. */
  reject(message: ConsumeMessage): void {
    if (this.#isOpen) this.#channel.reject(message, false);
  }

  /**
   * A prefetch counts for consumers that come after it, so this consumer ends and another begins, on the same channel.
   * With a prefetch of one and that one still in flight nothing else is: it is applied, and settled in between.
   */
  async widen(settle: () => void): Promise<void> {
    if (!this.#isOpen) return;
    try {
      await this.#channel.cancel(this.#consumerTag);
      settle();
      this.#prefetch = wide;
      await this.#consume();
    } catch {
      // The queue is gone, or the connection: whoever waits for the end of this channel begins anew.
      await this.close();
    }
  }

  /** What was settled before is settled; everything else goes back. Safe to call twice. */
  close(): Promise<void> {
    this.#isOpen = false;
    return (this.#closing ??= this.#channel.close().catch(() => undefined));
  }

  get #consumerTag(): string {
    return `${this.#queue}.${this.#prefetch}`;
  }

  async #consume(): Promise<void> {
    const receive = (message: ConsumeMessage | null): void => {
      if (message) {
        if (this.#isOpen) this.#receive(message);
        return;
      }
      this.#wasCancelled = true;
      void this.close();
    };
    await this.#channel.prefetch(this.#prefetch);
    await this.#channel.consume(this.#queue, receive, { consumerTag: this.#consumerTag });
  }
}

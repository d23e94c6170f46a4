import { randomUUID } from "node:crypto";
import { expect, it } from "@jest/globals";
import type { Channel, ChannelModel, ConsumeMessage } from "amqplib";
import { connect } from "amqplib";
import type { QueueNames } from "../../infra/rabbitmq/names.ts";
import { queueNames } from "../../infra/rabbitmq/names.ts";

/** Where a RabbitMQ broker answers on which queues may be declared and deleted. */
const amqpUrl: string | undefined = process.env.AMQP_URL;

/** Runs tests on a broker where one is offered, and says so where none is. */
export const onABroker = (tests: (url: string) => void): void => {
  if (amqpUrl !== undefined && amqpUrl !== "") tests(amqpUrl);
  else {
    it("is not tried: AMQP_URL offers no RabbitMQ broker, so the queue in memory alone is tested", () => {
      expect(amqpUrl ?? "").toBe("");
    });
  }
};

/** The queues of one test, seen past the adapter that is tested. They go when it is closed. */
export class TestQueues {
  readonly names: QueueNames;
  readonly #model: ChannelModel;
  readonly #channel: Channel;

  private constructor(names: QueueNames, model: ChannelModel, channel: Channel) {
    this.names = names;
    this.#model = model;
    this.#channel = channel;
  }

  /** Declares nothing: that is for what is tested. */
  static async open(url: string, partitions: number): Promise<TestQueues> {
    const model = await connect(url);
    const names = queueNames(`test-${randomUUID().slice(0, 23)}`, partitions);
    return new TestQueues(names, model, await model.createChannel());
  }

  /** The first of the timelines; the only one of most tests. */
  get first(): string {
    return this.names.timelines[0]!;
  }

  /** Anything at all, as whoever knows the queue can. */
  put(body: string | Buffer, queue = this.first): void {
    this.#channel.sendToQueue(queue, Buffer.from(body), { persistent: true });
  }

  /** How many messages wait and are with no consumer. */
  async ready(queue = this.first): Promise<number> {
    return (await this.#channel.checkQueue(queue)).messageCount;
  }

  /** The body of the next dead letter, if there is one. */
  async deadLetter(): Promise<string | undefined> {
    const letter = await this.#channel.get(this.names.deadLetters, { noAck: true });
    return letter ? letter.content.toString() : undefined;
  }

  /** Takes messages and dies with them, as often as asked: each is delivered once more. */
  async deliverInVain(times: number, count: number, queue = this.first): Promise<void> {
    for (let time = 0; time < times; time += 1) await this.#takeAndDie(queue, count, count, () => false);
  }

  /** Gives the message behind `position` others back this often, and then dies with all of them. */
  async giveBackInVain(times: number, position: number): Promise<void> {
    let left = times;
    const isGivenBack = (index: number) => index >= position && left-- > 0;
    await this.#takeAndDie(this.first, position + 1, position + 1 + times, isGivenBack);
  }

  async #takeAndDie(
    queue: string,
    prefetch: number,
    deliveries: number,
    isGivenBack: (delivery: number) => boolean,
  ): Promise<void> {
    const channel = await this.#model.createChannel();
    const all = new Promise<void>((resolve) => {
      let index = 0;
      const take = (message: ConsumeMessage | null): void => {
        if (message && isGivenBack(index)) channel.reject(message, true);
        index += 1;
        if (index === deliveries) resolve();
      };
      void channel.prefetch(prefetch).then(() => channel.consume(queue, take));
    });
    await all;
    await channel.close();
  }

  async delete(queue = this.first): Promise<void> {
    await this.#channel.deleteQueue(queue);
  }

  /** Declares a queue of this name with other arguments. */
  async declareOtherwise(queue: string): Promise<void> {
    await this.#channel.assertQueue(queue, { durable: true, arguments: { "x-queue-type": "classic" } });
  }

  async close(): Promise<void> {
    const { timelines, receipts, deadLetters } = this.names;
    for (const queue of [...timelines, receipts, deadLetters]) await this.#channel.deleteQueue(queue);
    await this.#channel.deleteExchange(deadLetters);
    await this.#model.close();
  }
}

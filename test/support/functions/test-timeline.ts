import { randomUUID } from "node:crypto";

import type { ChannelModel, ConfirmChannel } from "amqplib";
import { connect } from "amqplib";

import { queueNames } from "../../../infra/rabbitmq/names.ts";
import { declareTopology } from "../../../infra/rabbitmq/topology.ts";
import { eventually } from "../wait.ts";

/** One timeline's queue, declared as the product declares it. It goes when this is closed. */
export class TestTimeline {
  readonly #names = queueNames(`test-${randomUUID().slice(0, 8)}`, 1);
  readonly #model: ChannelModel;
  readonly #channel: ConfirmChannel;

  private constructor(model: ChannelModel, channel: ConfirmChannel) {
    this.#model = model;
    this.#channel = channel;
  }

  static async open(url: string): Promise<TestTimeline> {
    const model = await connect(url);
    const timeline = new TestTimeline(model, await model.createConfirmChannel());
    await declareTopology(model, timeline.#names);
    return timeline;
  }

  get queue(): string {
    return this.#names.timelines[0]!;
  }

  /** Resolves when all of them are in the queue. */
  async put(...bodies: readonly string[]): Promise<void> {
    const properties = { persistent: true, contentType: "text/plain", headers: { by: "me" } };
    for (const body of bodies) this.#channel.sendToQueue(this.queue, Buffer.from(body), properties);
    await this.#channel.waitForConfirms();
  }

  /** Nothing waits in it: what was acknowledged is gone a moment later. */
  untilEmpty(): Promise<true> {
    const isEmpty = async () => (await this.#channel.checkQueue(this.queue)).messageCount === 0 || undefined;
    return eventually(isEmpty, "the queue is empty");
  }

  async close(): Promise<void> {
    await this.#channel.deleteQueue(this.queue);
    await this.#channel.deleteQueue(this.#names.receipts);
    await this.#channel.deleteQueue(this.#names.deadLetters);
    await this.#channel.deleteExchange(this.#names.deadLetters);
    await this.#model.close();
  }
}

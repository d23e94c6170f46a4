import { randomUUID } from "node:crypto";
import type { ChannelModel } from "amqplib";
import { connect } from "amqplib";
import { amqpUrl, namespace } from "./settings.ts";

/** One queue: eight made the bare stack no faster, and with one the order is kept. */
export const queue = `${namespace}.messages`;

export interface Message {
  readonly id: string;
  readonly roomId: string;
  readonly authorId: string;
  readonly text: string;
  readonly createdAt: string;
}

export const newMessage = (roomId: string, authorId: string, text: string): Message => ({
  id: randomUUID(),
  roomId,
  authorId,
  text,
  createdAt: new Date().toISOString(),
});

const quorum = { durable: true, arguments: { "x-queue-type": "quorum" } };

export const openBroker = async (): Promise<ChannelModel> => {
  const broker = await connect(amqpUrl);
  const channel = await broker.createChannel();
  await channel.assertQueue(queue, quorum);
  await channel.close();
  return broker;
};

/** @returns what resolves when the broker has confirmed the message. */
export const openPublisher = async (): Promise<(message: Message) => Promise<void>> => {
  const channel = await (await openBroker()).createConfirmChannel();
  return (message) =>
    new Promise((resolve, reject) => {
      const body = Buffer.from(JSON.stringify(message));
      channel.sendToQueue(queue, body, { persistent: true }, (error: Error | null) => {
        if (error) reject(error);
        else resolve();
      });
    });
};

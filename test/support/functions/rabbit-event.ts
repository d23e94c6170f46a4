import type { ConsumeMessage, MessageProperties } from "amqplib";

/** Texts arrive as lists of bytes, numbers as they are. */
const headerOf = (value: unknown): unknown => (typeof value === "string" ? { bytes: [...Buffer.from(value)] } : value);

const headersOf = (headers: MessageProperties["headers"]): Record<string, unknown> =>
  Object.fromEntries(Object.entries(headers ?? {}).map(([name, value]) => [name, headerOf(value)]));

const orNull = (value: unknown): unknown => value ?? null;

const propertiesOf = ({ properties, content }: ConsumeMessage) => ({
  contentType: orNull(properties.contentType),
  contentEncoding: orNull(properties.contentEncoding),
  headers: headersOf(properties.headers),
  deliveryMode: orNull(properties.deliveryMode),
  priority: orNull(properties.priority),
  correlationId: orNull(properties.correlationId),
  replyTo: orNull(properties.replyTo),
  expiration: orNull(properties.expiration),
  messageId: orNull(properties.messageId),
  timestamp: orNull(properties.timestamp),
  type: orNull(properties.type),
  userId: orNull(properties.userId),
  appId: orNull(properties.appId),
  clusterId: orNull(properties.clusterId),
  bodySize: content.length,
});

/** What a function gets of a batch: no delivery tags, so it can settle nothing of it by itself. */
export const rabbitEvent = (queue: string, batch: readonly ConsumeMessage[]): object => ({
  eventSource: "aws:rmq",
  eventSourceArn: "arn:aws:mq:eu-central-1:123456789012:broker:test:b-00000000-0000-0000-0000-000000000000",
  rmqMessagesByQueue: {
    [`${queue}::/`]: batch.map((message) => ({
      basicProperties: propertiesOf(message),
      redelivered: message.fields.redelivered,
      data: message.content.toString("base64"),
    })),
  },
});

import { z } from "zod";

/** The function is invoked by something that it is not made for. */
class UnknownEvent extends Error {
  override readonly name = "UnknownEvent";
}

/** What Lambda's poller hands over of a RabbitMQ broker, as far as it is looked at. */
const rabbitEvent = z.object({
  eventSource: z.literal("aws:rmq"),
  rmqMessagesByQueue: z.record(z.string(), z.array(z.object({ redelivered: z.boolean(), data: z.string() }))),
});

interface Batch {
  readonly queue: string;
  readonly messages: readonly { readonly body: Buffer; readonly redelivered: boolean }[];
}

/** Keys are `<queue>::<vhost>`. */
const queueIn = (key: string): string => key.split("::", 1)[0] ?? key;

/** The messages of each queue, in the order in which they were taken from it. @throws UnknownEvent */
export const batchesIn = (event: unknown): readonly Batch[] => {
  const { data, error } = rabbitEvent.safeParse(event);
  if (!data) throw new UnknownEvent("This is no event of a RabbitMQ broker.", { cause: error });
  return Object.entries(data.rmqMessagesByQueue).map(([key, messages]) => ({
    queue: queueIn(key),
    messages: messages.map(({ redelivered, data: body }) => ({ redelivered, body: Buffer.from(body, "base64") })),
  }));
};

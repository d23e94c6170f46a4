import { describe, expect, it } from "@jest/globals";
import { batchesIn } from "./rabbit-event.ts";

const message = (body: string, redelivered = false) => ({
  basicProperties: { bodySize: body.length },
  redelivered,
  data: Buffer.from(body).toString("base64"),
});
const event = (rmqMessagesByQueue: object) => ({ eventSource: "aws:rmq", eventSourceArn: "arn:…", rmqMessagesByQueue });

describe("an event of a RabbitMQ broker", () => {
  it("holds the messages of a queue in their order", () => {
    const batches = batchesIn(event({ "chat.timeline.3::/": [message("a"), message("ü", true)] }));
    expect(batches).toEqual([
      {
        queue: "chat.timeline.3",
        messages: [
          { body: Buffer.from("a"), redelivered: false },
          { body: Buffer.from("ü"), redelivered: true },
        ],
      },
    ]);
  });

  it("may be of a virtual host with any name", () => {
    expect(batchesIn(event({ "chat.timeline.0::a::b": [] }))).toMatchObject([{ queue: "chat.timeline.0" }]);
  });

  it("is known from others", () => {
    for (const other of [undefined, {}, { Records: [] }, event({ "a::/": [{ data: 1 }] })]) {
      expect(() => batchesIn(other)).toThrow("This is no event of a RabbitMQ broker.");
    }
  });
});

import { EventEmitter } from "node:events";
import { beforeEach, describe, expect, it } from "@jest/globals";
import type { RecoveringChannelModel } from "amqplib";
import { aPost } from "../../test/support/builders.ts";
import { FakeClock, settled } from "../../test/support/fake-clock.ts";
import { FakeTelemetry } from "../../test/support/fakes.ts";
import { RabbitCommandBus } from "./command-bus.ts";
import { RabbitLink } from "./link.ts";
import { queueNames } from "./names.ts";

type Confirm = (error: Error | null) => void;

/** A channel whose test plays the broker. */
class FakeChannel extends EventEmitter {
  readonly published: { readonly id: string; readonly confirm: Confirm }[] = [];

  publish(
    _exchange: string,
    _queue: string,
    _body: Buffer,
    { correlationId }: { correlationId: string },
    confirm: Confirm,
  ) {
    this.published.push({ id: correlationId, confirm });
  }
}

describe("the bus of RabbitMQ", () => {
  let recovering: EventEmitter;
  let channel: FakeChannel;
  let clock: FakeClock;
  let telemetry: FakeTelemetry;
  let bus: RabbitCommandBus;
  let open: () => void;
  beforeEach(async () => {
    recovering = new EventEmitter();
    channel = new FakeChannel();
    clock = new FakeClock();
    telemetry = new FakeTelemetry();
    const isOpen = new Promise<void>((resolve) => (open = resolve));
    const model = { createConfirmChannel: () => isOpen.then(() => channel) };
    const link = new RabbitLink(recovering as unknown as RecoveringChannelModel, telemetry);
    recovering.emit("connect", model);
    bus = new RabbitCommandBus(link, queueNames("chat", 1), clock);
  });
  const unavailable = { code: "unavailable", retryAfterMs: 1_000 };

  it("refuses at once while the broker takes no messages, and says so", async () => {
    open();
    recovering.emit("blocked", "low on memory");
    await expect(bus.publish(aPost())).rejects.toMatchObject(unavailable);
    expect(telemetry.of("linkChanged").at(-1)).toEqual([
      "rabbitmq",
      false,
      expect.stringContaining("takes no messages"),
    ]);
    recovering.emit("unblocked");
    const published = bus.publish(aPost());
    await settled();
    channel.published[0]?.confirm(null);
    await published;
  });

  it("knows which of two came back, though they have the same id", async () => {
    open();
    const command = aPost();
    const [returned, taken] = [bus.publish(command), bus.publish(command)];
    await settled();
    channel.emit("return", { properties: { correlationId: channel.published[0]?.id } });
    for (const { confirm } of channel.published) confirm(null);
    await expect(returned).rejects.toMatchObject(unavailable);
    await taken;
  });

  it("refuses what the broker refuses", async () => {
    open();
    const published = bus.publish(aPost());
    await settled();
    channel.published[0]?.confirm(new Error("message nacked"));
    await expect(published).rejects.toMatchObject(unavailable);
  });

  it("never sends what was refused before its channel was open", async () => {
    const refusal = expect(bus.publish(aPost())).rejects.toMatchObject(unavailable);
    await clock.turn(4_000);
    await refusal;
    open();
    await settled();
    expect(channel.published).toEqual([]);
  });

  it("refuses clearly when too many wait to be confirmed", async () => {
    open();
    const command = aPost();
    for (let count = 0; count < 10_000; count += 1) void bus.publish(command);
    await settled();
    await expect(bus.publish(aPost())).rejects.toThrow("Too many");
    channel.published[0]?.confirm(null);
    const next = bus.publish(aPost());
    await settled();
    channel.published.at(-1)?.confirm(null);
    await next;
  });

  it("opens another channel when one is lost though the connection stands", async () => {
    open();
    await settled();
    channel.emit("close");
    channel = new FakeChannel();
    await settled();
    void bus.publish(aPost());
    await settled();
    expect(channel.published).toHaveLength(1);
  });
});

import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { partitionOf } from "../../infra/rabbitmq/names.ts";
import { onABroker } from "../support/rabbitmq-broker.ts";
import { TestBus } from "../support/rabbitmq-bus.ts";
import { Applied, inRoom } from "./command-bus-handlers.ts";

const roomOf = (partition: number): string => {
  for (let index = 0; ; index += 1) {
    const { room } = inRoom(`room-${index}`, "");
    if (partitionOf(room, 2) === partition) return room.roomId;
  }
};

onABroker((url) => {
  describe("a queue that was declared with other arguments while the connection was lost", () => {
    let bus: TestBus;
    let wrong: string;
    let applied: Applied;
    beforeEach(async () => {
      bus = await TestBus.open(url, 2);
      applied = new Applied();
      await bus.consume(applied.handler);
      await bus.publish(inRoom(roomOf(0), "before"));
      await bus.until(() => applied.commands.size === 1);
      wrong = bus.queues.first;
    });
    const replace = async (queue: string) => {
      for (const proxy of [bus.publishing, bus.consuming]) proxy.refuse();
      await bus.queues.delete(queue);
      await bus.queues.declareOtherwise(queue);
      for (const proxy of [bus.publishing, bus.consuming]) proxy.heal();
      await bus.until(() => bus.telemetry.count("queueUnfit") === 2, "both links have found it, and told");
    };
    afterEach(() => bus.close());
    const isTaken = (text: string) => () =>
      bus.publish(inRoom(roomOf(0), text)).then(
        () => true,
        () => false,
      );

    it("is told of with its name, and takes nothing", async () => {
      await replace(wrong);
      expect(bus.telemetry.of("queueUnfit")[0]).toEqual([expect.stringContaining(wrong)]);
      await expect(bus.publish(inRoom(roomOf(0), "no"))).rejects.toMatchObject({ code: "unavailable" });
      expect(await bus.queues.ready(wrong)).toBe(0);
    });

    it("is left alone with what it holds", async () => {
      await replace(wrong);
      bus.queues.put("from elsewhere", wrong);
      await bus.publish(inRoom(roomOf(1), "to the other queue"));
      await bus.until(() => applied.textsIn(roomOf(1)).length === 1);
      expect(await bus.queues.ready(wrong)).toBe(1);
    });

    it("keeps no other from being used", async () => {
      await replace(wrong);
      await bus.publish(inRoom(roomOf(1), "meanwhile"));
      await bus.until(() => applied.textsIn(roomOf(1)).length === 1);
    });

    it("is used again when it has been deleted", async () => {
      await replace(wrong);
      await bus.queues.delete(wrong);
      await bus.until(isTaken("again"), "it takes commands");
      await bus.until(() => applied.textsIn(roomOf(0)).includes("again"), "they are handed out");
      expect(bus.telemetry.count("queueUnfit")).toBe(2);
    });

    it("keeps all of them from being used if it is the one of the dead letters, and is told of once", async () => {
      const { deadLetters } = bus.queues.names;
      await replace(deadLetters);
      expect(bus.telemetry.of("queueUnfit")[0]).toEqual([expect.stringContaining(deadLetters)]);
      await expect(bus.publish(inRoom(roomOf(1), "no"))).rejects.toMatchObject({ code: "unavailable" });
      await bus.queues.delete(deadLetters);
      await bus.until(isTaken("again"), "it takes commands");
      expect(bus.telemetry.count("queueUnfit")).toBe(2);
    });
  });
});

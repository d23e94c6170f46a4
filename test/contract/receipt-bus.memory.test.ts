import { describe, expect, it } from "@jest/globals";
import { MemoryReceiptBus } from "../../infra/memory/receipt-bus.ts";
import { FakeClock, settled } from "../support/fake-clock.ts";
import { FakeTelemetry } from "../support/fakes.ts";
import { AppliedReceipts, HeldReceipts, by, dead } from "./receipt-bus-handlers.ts";
import { receiptBusContract } from "./receipt-bus.ts";

const open = () => {
  const clock = new FakeClock();
  const telemetry = new FakeTelemetry();
  return { clock, telemetry, bus: new MemoryReceiptBus(clock, telemetry) };
};

receiptBusContract("memory", async () => {
  const { clock, bus } = open();
  return {
    bus,
    source: bus,
    clock,
    async until(condition) {
      for (let turns = 0; !condition(); turns += 1) {
        if (turns > 1_000) expect("the condition").toBe("true by now");
        await clock.turn(turns < 10 ? 0 : 50);
      }
    },
    // It confirms when a consumer has stored the receipts, and none is there yet.
    leaveUnconfirmed: () => {},
    close: () => Promise.resolve(),
  };
});

describe("the receipt bus in memory", () => {
  it("answers only when the receipts are stored: what dies with the process was never taken", async () => {
    const { bus } = open();
    const held = new HeldReceipts();
    await bus.consume(held.handler);
    let isTaken = false;
    const published = bus.publish(by("alice")).then(() => (isTaken = true));
    await settled();
    await settled();
    expect([held.batches.length, isTaken]).toEqual([1, false]);
    held.answer(0);
    await published;
  });

  it("never calls taken what is dead, and an operator is told", async () => {
    const { bus, telemetry } = open();
    const applied = new AppliedReceipts();
    await bus.consume(async (receipts) =>
      receipts.some(({ userId }) => userId === "poison") ? dead : applied.handler(receipts),
    );
    const [one, two, three] = [bus.publish(by("alice")), bus.publish(by("poison")), bus.publish(by("bob"))];
    await expect(two).rejects.toMatchObject({ code: "unavailable", retryAfterMs: 1_000 });
    await Promise.all([one, three]);
    expect(Object.keys(applied.delivered)).toEqual(["alice", "bob"]);
    expect(telemetry.of("receiptsDead")).toEqual([["It broke."]]);
  });
});

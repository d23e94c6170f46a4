import { beforeEach, describe, expect, it } from "@jest/globals";
import type { Receipt } from "../entities/receipt.ts";
import { ChatError } from "../errors.ts";
import { aReceipt } from "../../test/support/builders.ts";
import { FakeClock, settled } from "../../test/support/fake-clock.ts";
import { ReceiptGatherer } from "./receipt-gatherer.ts";

/** Answers each publish when its test likes. */
class HeldBus {
  readonly published: (readonly Receipt[])[] = [];
  readonly answers: { readonly taken: () => void; readonly refused: (reason: Error) => void }[] = [];

  publish(receipts: readonly Receipt[]): Promise<void> {
    this.published.push(receipts);
    return new Promise((taken, refused) => this.answers.push({ taken, refused }));
  }
}

const by = (userId: string, delivered = 2) => [aReceipt({ userId, delivered })];
const byMany = (count: number, from = "user") =>
  Array.from({ length: count }, (_, index) => aReceipt({ userId: `${from}-${index}` }));

describe("receipts that are gathered", () => {
  let bus: HeldBus;
  let clock: FakeClock;
  let gatherer: ReceiptGatherer;
  let answered: string[];
  beforeEach(() => {
    bus = new HeldBus();
    clock = new FakeClock();
    gatherer = new ReceiptGatherer(bus, clock);
    answered = [];
  });
  const publish = (name: string, receipts: readonly Receipt[]): void => {
    gatherer.publish(receipts).then(
      () => answered.push(name),
      (error: unknown) => answered.push(error instanceof ChatError ? `${name}: ${error.code}` : String(error)),
    );
  };
  const sizes = () => bus.published.map(({ length }) => length);

  it("go at once while nothing is under way", () => {
    publish("one", by("alice"));
    expect(bus.published).toEqual([by("alice")]);
  });

  it("are merged while a publish is under way, and go with the next", async () => {
    publish("one", by("alice", 1));
    for (const [name, receipts] of [["two", by("alice", 2)] as const, ["three", by("bob")] as const]) {
      publish(name, receipts);
    }
    publish("four", by("alice", 7));
    expect(sizes()).toEqual([1]);
    bus.answers[0]!.taken();
    await settled();
    expect([answered, bus.published[1]]).toEqual([["one"], [...by("alice", 7), ...by("bob")]]);
    bus.answers[1]!.taken();
    await settled();
    expect(answered).toEqual(["one", "two", "three", "four"]);
  });

  it("are at most 500 in one publish, and what one caller asked for stays together", async () => {
    publish("first", by("alice"));
    publish("three hundred", byMany(300, "a"));
    publish("more", byMany(300, "b"));
    publish("the rest", byMany(201, "c"));
    for (const index of [0, 1, 2, 3]) {
      bus.answers[index]!.taken();
      await settled();
    }
    expect(sizes()).toEqual([1, 300, 300, 201]);
  });

  it("fail with the publish that carried them, and no others", async () => {
    publish("one", by("alice"));
    publish("two", by("bob"));
    bus.answers[0]!.refused(new ChatError("unavailable"));
    await settled();
    publish("three", by("carol"));
    bus.answers[1]!.taken();
    await settled();
    bus.answers[2]!.taken();
    await settled();
    expect(answered).toEqual(["one: unavailable", "two", "three"]);
  });

  it("have an answer 4 s after they were asked for, also those that waited for an earlier publish", async () => {
    publish("one", by("alice"));
    await clock.turn(1_000);
    publish("two", by("bob"));
    await clock.turn(3_000);
    expect(answered).toEqual(["one: unavailable"]);
    await clock.turn(999);
    expect([sizes(), answered.length]).toEqual([[1, 1], 1]);
    await clock.turn(1);
    expect(answered).toEqual(["one: unavailable", "two: unavailable"]);
  });

  it("are refused clearly when too many wait", async () => {
    publish("first", by("alice"));
    for (let count = 0; count < 40; count += 1) publish("waiting", byMany(500));
    publish("too many", by("bob"));
    await settled();
    expect(answered).toEqual(["too many: unavailable"]);
    bus.answers[0]!.taken();
    await settled();
    publish("again", by("bob"));
    await settled();
    expect(answered).toEqual(["too many: unavailable", "first"]);
  });

  it("leave no timer behind when they were taken", async () => {
    publish("one", by("alice"));
    bus.answers[0]!.taken();
    await settled();
    expect(clock.waiting).toBe(0);
  });
});

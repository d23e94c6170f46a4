import { describe, expect, it } from "@jest/globals";
import { MemoryCommandBus } from "../../infra/memory/command-bus.ts";
import { aPost } from "../support/builders.ts";
import { FakeClock, settled } from "../support/fake-clock.ts";
import { commandBusContract } from "./command-bus.ts";

const open = () => {
  const clock = new FakeClock();
  return { clock, bus: new MemoryCommandBus(clock) };
};

commandBusContract("memory", async () => {
  const { clock, bus } = open();
  return {
    bus,
    clock,
    async until(condition) {
      for (let turns = 0; !condition(); turns += 1) {
        if (turns > 1_000) expect("the condition").toBe("true by now");
        await clock.turn(turns < 10 ? 0 : 50);
      }
    },
    // It confirms when a consumer has stored the command, and none is there yet.
    leaveUnconfirmed: () => {},
    close: () => Promise.resolve(),
  };
});

describe("the command bus in memory", () => {
  it("answers only when the command is stored: what dies with the process was never accepted", async () => {
    const { bus } = open();
    const answered: string[] = [];
    let store: () => void = () => {};
    await bus.consume(async (batch) => {
      await new Promise<void>((resolve) => (store = resolve));
      answered.push("stored");
      return batch.map(() => ({ kind: "done" }));
    });
    const published = bus.publish(aPost()).then(() => answered.push("accepted"));
    await settled();
    expect(answered).toEqual([]);
    store();
    await published;
    expect(answered).toEqual(["stored", "accepted"]);
  });

  it("never calls accepted what was put aside", async () => {
    const { bus } = open();
    await bus.consume(async (batch) => batch.map(() => ({ kind: "dead", reason: "poison" })));
    await expect(bus.publish(aPost())).rejects.toMatchObject({ code: "unavailable", retryAfterMs: 1_000 });
  });

  it("makes one batch of what is published in the same turn", async () => {
    const { bus } = open();
    const sizes: number[] = [];
    await bus.consume(async (batch) => {
      sizes.push(batch.length);
      return batch.map(() => ({ kind: "done" }));
    });
    await Promise.all([bus.publish(aPost()), bus.publish(aPost()), bus.publish(aPost())]);
    expect(sizes).toEqual([3]);
  });

  it("makes batches of what arrives meanwhile, though the handler never lets go of the thread", async () => {
    const { bus } = open();
    const sizes: number[] = [];
    await bus.consume(async (batch) => {
      sizes.push(batch.length);
      for (let step = 0; step < 100; step += 1) await Promise.resolve();
      return batch.map(() => ({ kind: "done" }));
    });
    // Each one a request of its own, in a turn of the event loop of its own.
    const requests = Array.from({ length: 40 }, () => new Promise<void>((resolve) => setImmediate(resolve)));
    await Promise.all(requests.map((request) => request.then(() => bus.publish(aPost()))));
    expect(sizes.length).toBeLessThan(20);
  });

  it("hands out at once what is published in answer to an answer", async () => {
    const { bus } = open();
    await bus.consume(async (batch) => batch.map(() => ({ kind: "done" })));
    await bus.publish(aPost());
    let isStored = false;
    void bus.publish(aPost()).then(() => (isStored = true));
    await settled();
    expect(isStored).toBe(true);
  });

  it("hands out 500 of what waits, and then the rest", async () => {
    const { bus } = open();
    const sizes: number[] = [];
    const posts = Promise.all(Array.from({ length: 700 }, () => bus.publish(aPost())));
    await bus.consume(async (batch) => {
      sizes.push(batch.length);
      return batch.map(() => ({ kind: "done" }));
    });
    await posts;
    expect(sizes).toEqual([500, 200]);
  });

  it("waits longer after each failure, from 10 ms to 1 s", async () => {
    const { bus, clock } = open();
    const asked: number[] = [];
    await bus.consume(async (batch) => {
      asked.push(clock.now());
      return batch.map(() => ({ kind: "later" }));
    });
    bus.publish(aPost()).catch(() => undefined);
    await clock.turn(3_500);
    expect(asked.slice(1).map((at, index) => at - asked[index]!)).toEqual([10, 50, 250, 1_000, 1_000, 1_000]);
  });

  it("refuses clearly when too many commands wait", async () => {
    const { bus } = open();
    for (let count = 0; count < 20_000; count += 1) bus.publish(aPost({ id: "x" })).catch(() => undefined);
    await expect(bus.publish(aPost())).rejects.toMatchObject({ code: "unavailable" });
  });

  it("leaves no timer behind a command that was stored", async () => {
    const { bus, clock } = open();
    await bus.consume(async (batch) => batch.map(() => ({ kind: "done" })));
    await bus.publish(aPost());
    expect(clock.waiting).toBe(0);
  });
});

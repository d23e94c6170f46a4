import { beforeEach, describe, expect, it } from "@jest/globals";
import type { LeaseRound, LeaseWishes, PartitionLeases } from "../../core/ports/partition-leases.ts";
import { FakeClock, settled } from "../../test/support/fake-clock.ts";
import { FakeTelemetry } from "../../test/support/fakes.ts";
import type { PartitionHolder } from "./lease-keeper.ts";
import { LeaseKeeper } from "./lease-keeper.ts";

/** Answers renewals as its test says, and remembers what it was asked. */
class ScriptedLeases implements PartitionLeases {
  readonly wishes: LeaseWishes[] = [];
  readonly released: number[] = [];
  left = 0;
  answer: () => Promise<LeaseRound> | LeaseRound = () => ({ held: [0, 1], surplus: [] });

  async renew(wishes: LeaseWishes): Promise<LeaseRound> {
    this.wishes.push(wishes);
    return this.answer();
  }

  async release(partitions: readonly number[]): Promise<void> {
    this.released.push(...partitions);
  }

  async leave(): Promise<void> {
    this.left += 1;
  }

  holds(held: readonly number[], surplus: readonly number[] = []): void {
    this.answer = () => ({ held, surplus });
  }

  fails(): void {
    this.answer = () => Promise.reject(new Error("The database does not answer."));
  }
}

/** Remembers what it holds; a batch ends when the test says so. */
class FakeHolder implements PartitionHolder {
  readonly held = new Set<number>();
  readonly finishing = new Map<number, () => void>();
  /** Whether batches end at once. */
  isQuick = true;
  isConnected = true;
  reconnect: () => void = () => {};

  connected(): Promise<void> {
    return new Promise((resolve) => {
      this.reconnect = () => {
        this.isConnected = true;
        resolve();
      };
    });
  }

  take(partition: number): void {
    this.held.add(partition);
  }

  drop(partition: number): void {
    this.held.delete(partition);
  }

  async finish(partition: number): Promise<void> {
    if (!this.isQuick) await new Promise<void>((resolve) => this.finishing.set(partition, resolve));
    this.held.delete(partition);
  }
}

describe("the keeper of leases", () => {
  let leases: ScriptedLeases;
  let holder: FakeHolder;
  let clock: FakeClock;
  let telemetry: FakeTelemetry;
  let keeper: LeaseKeeper;
  beforeEach(async () => {
    leases = new ScriptedLeases();
    holder = new FakeHolder();
    clock = new FakeClock();
    telemetry = new FakeTelemetry();
    keeper = new LeaseKeeper(leases, holder, clock, telemetry);
    void keeper.run();
    await settled();
  });
  const held = () => [...holder.held];
  const told = () => telemetry.of("partitionsHeld").at(-1);

  it("takes at once what it has leases of, and renews every 2 s", async () => {
    expect(held()).toEqual([0, 1]);
    expect(told()).toEqual([2]);
    await clock.turn(1_999);
    expect(leases.wishes).toHaveLength(1);
    await clock.turn(1);
    expect(leases.wishes).toHaveLength(2);
  });

  it("takes others' expired leases from the third successful round in a row on", async () => {
    await clock.turn(4_000);
    leases.fails();
    await clock.turn(2_000);
    leases.holds([0]);
    await clock.turn(6_000);
    const asked = leases.wishes.map(({ takeExpired }) => takeExpired);
    expect(asked).toEqual([false, false, true, true, false, false, true]);
  });

  it("lets go of everything 6 s after the last successful renewal was asked for", async () => {
    let answer: (round: LeaseRound) => void = () => {};
    leases.answer = () => new Promise((resolve) => (answer = resolve));
    await clock.turn(3_500);
    answer({ held: [0, 1], surplus: [] });
    await settled();
    leases.fails();
    await clock.turn(4_499);
    expect(held()).toEqual([0, 1]);
    await clock.turn(1);
    expect(held()).toEqual([]);
    expect(told()).toEqual([0]);
    expect(telemetry.count("setback")).toBeGreaterThan(0);
  });

  it("takes nothing for an answer that took longer than a lease lasts", async () => {
    const answers: ((round: LeaseRound) => void)[] = [];
    leases.answer = () => new Promise((resolve) => answers.push(resolve));
    await clock.turn(8_000);
    expect(held()).toEqual([]);
    answers[0]?.({ held: [0, 1], surplus: [] });
    await settled();
    expect(held()).toEqual([]);
  });

  it("comes back to its partitions when the leases can be renewed again", async () => {
    leases.fails();
    await clock.turn(8_000);
    expect(held()).toEqual([]);
    leases.holds([1]);
    await clock.turn(2_000);
    expect(held()).toEqual([1]);
  });

  it("lets go at once of what somebody else has", async () => {
    holder.isQuick = false;
    leases.holds([1, 2]);
    await clock.turn(2_000);
    expect(held()).toEqual([1, 2]);
    expect(leases.released).toEqual([]);
  });

  it("releases its surplus when the batch has ended, and not before", async () => {
    holder.isQuick = false;
    leases.holds([0, 1], [1]);
    await clock.turn(4_000);
    expect(held()).toEqual([0, 1]);
    expect(leases.released).toEqual([]);
    holder.finishing.get(1)?.();
    await settled();
    expect(leases.released).toEqual([1]);
    expect(held()).toEqual([0]);
    expect(told()).toEqual([1]);
  });

  it("does not release what it lost, and had again, while the batch ended", async () => {
    holder.isQuick = false;
    leases.holds([0, 1], [1]);
    await clock.turn(2_000);
    leases.holds([0]);
    await clock.turn(2_000);
    leases.holds([0, 1]);
    await clock.turn(2_000);
    holder.finishing.get(1)?.();
    await settled();
    expect(leases.released).toEqual([]);
  });

  it("leaves a partition to others for a minute that it declines", async () => {
    keeper.decline(0);
    leases.holds([1]);
    await clock.turn(59_000);
    expect(leases.released).toEqual([0]);
    expect(leases.wishes.slice(1).map(({ except }) => except)).toEqual(Array.from({ length: 29 }, () => [0]));
    await clock.turn(1_000);
    expect(leases.wishes.at(-1)?.except).toEqual([]);
  });

  it("gives a declined partition back again that was not given away", async () => {
    keeper.decline(0);
    await clock.turn(2_000);
    expect(leases.released).toEqual([0, 0]);
    expect(held()).toEqual([1]);
  });

  it("leaves while it cannot reach the broker, and comes back when it can", async () => {
    holder.isConnected = false;
    await clock.turn(6_000);
    expect([held(), leases.left]).toEqual([[], 1]);
    const asked = leases.wishes.length;
    await clock.turn(60_000);
    expect(leases.wishes).toHaveLength(asked);
    holder.reconnect();
    await settled();
    expect(held()).toEqual([0, 1]);
  });

  it("finishes everything when it is closed, then leaves, and may be closed twice", async () => {
    holder.isQuick = false;
    let closed = 0;
    for (const closing of [keeper.close(), keeper.close()]) void closing.then(() => (closed += 1));
    await settled();
    expect([closed, leases.left]).toEqual([0, 0]);
    for (const end of holder.finishing.values()) end();
    await settled();
    expect([closed, leases.left]).toEqual([2, 1]);
    await clock.turn(20_000);
    expect(leases.wishes).toHaveLength(1);
  });

  it("ends though nobody takes its farewell", async () => {
    leases.leave = () => new Promise(() => {});
    let isClosed = false;
    void keeper.close().then(() => (isClosed = true));
    await clock.turn(2_000);
    expect(isClosed).toBe(true);
  });
});

import { beforeEach, describe, expect, it } from "@jest/globals";
import { FakeClock, settled } from "../../test/support/fake-clock.ts";
import { Breaker } from "./breaker.ts";

let clock: FakeClock;
let breaker: Breaker;
let probes: { readonly succeed: () => void; readonly fail: () => void }[];

beforeEach(() => {
  [clock, probes] = [new FakeClock(), []];
  breaker = new Breaker(
    clock,
    () =>
      new Promise((resolve, reject) => {
        probes.push({ succeed: () => resolve("PONG"), fail: () => reject(new RangeError("Away.")) });
      }),
  );
});

describe("a breaker", () => {
  it("is closed, and asks nothing, until something fails", async () => {
    await clock.turn(60_000);
    expect([breaker.isOpen, probes.length, clock.waiting]).toEqual([false, 0, 0]);
  });

  it("asks at once, and every half second, until it is answered", async () => {
    breaker.open();
    for (let round = 0; round < 4; round += 1) {
      probes[round]?.fail();
      await clock.turn(499);
      expect(probes).toHaveLength(round + 1);
      await clock.turn(1);
    }
    expect([breaker.isOpen, probes.length]).toEqual([true, 5]);
    probes[4]?.succeed();
    await settled();
    expect([breaker.isOpen, clock.waiting]).toEqual([false, 0]);
  });

  it("asks one thing at a time, however often it is opened and however long the answer takes", async () => {
    for (let count = 0; count < 5; count += 1) breaker.open();
    await clock.turn(60_000);
    expect([probes.length, clock.waiting]).toEqual([1, 0]);
  });

  it("opens again after it was closed", async () => {
    for (const round of [0, 1]) {
      breaker.open();
      expect(breaker.isOpen).toBe(true);
      probes[round]?.succeed();
      await settled();
      expect(breaker.isOpen).toBe(false);
    }
  });

  it("asks nothing any more once it is ended, whenever that is", async () => {
    breaker.open();
    breaker.end();
    probes[0]?.fail();
    await clock.turn(60_000);
    expect([probes.length, clock.waiting]).toEqual([1, 0]);
    const other = new Breaker(clock, () => Promise.reject(new RangeError("Away.")));
    other.open();
    await settled();
    other.end();
    expect(clock.waiting).toBe(0);
  });
});

import { describe, expect, it } from "@jest/globals";
import { FakeClock, settled } from "../../../test/support/fake-clock.ts";
import { every } from "./every.ts";

const aRepetition = () => {
  const clock = new FakeClock();
  const ends: (() => void)[] = [];
  const stop = every(clock, 100, () => new Promise((resolve) => ends.push(resolve)));
  return { clock, ends, stop };
};

describe("what is done again and again", () => {
  it("begins after the first pause, and again one pause after it ended", async () => {
    const { clock, ends } = aRepetition();
    await clock.turn(99);
    expect(ends).toHaveLength(0);
    await clock.turn(1);
    expect(ends).toHaveLength(1);
    await clock.turn(1_000);
    expect(ends).toHaveLength(1);
    ends[0]?.();
    await clock.turn(99);
    expect(ends).toHaveLength(1);
    await clock.turn(1);
    expect(ends).toHaveLength(2);
  });

  it("stops between two rounds", async () => {
    const { clock, ends, stop } = aRepetition();
    await stop();
    await clock.turn(1_000);
    expect([ends.length, clock.waiting]).toEqual([0, 0]);
  });

  it("stops once the running round has ended", async () => {
    const { clock, ends, stop } = aRepetition();
    await clock.turn(100);
    let isStopped = false;
    const stopped = stop().then(() => (isStopped = true));
    await settled();
    expect(isStopped).toBe(false);
    ends[0]?.();
    await stopped;
    await clock.turn(1_000);
    expect([ends.length, clock.waiting]).toEqual([1, 0]);
  });
});

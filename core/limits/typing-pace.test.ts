import { beforeEach, describe, expect, it } from "@jest/globals";
import { FakeClock } from "../../test/support/fake-clock.ts";
import { TypingPace } from "./typing-pace.ts";

let clock: FakeClock;
let pace: TypingPace;
beforeEach(() => {
  clock = new FakeClock();
  pace = new TypingPace(clock);
});

const types = (key = "lobby/alice") => pace.take(key, true);
const stops = (key = "lobby/alice") => pace.take(key, false);

describe("that somebody is typing", () => {
  it("is told at once, and again after 2 s", async () => {
    expect([types(), types()]).toEqual([true, false]);
    await clock.turn(1_999);
    expect(types()).toBe(false);
    await clock.turn(1);
    expect([types(), types()]).toEqual([true, false]);
  });

  it("is told of each user in each room", () => {
    expect([types(), types("lobby/bob"), types("den/alice")]).toEqual([true, true, true]);
  });
});

describe("that somebody has stopped", () => {
  it("is told at once, and once", () => {
    types();
    expect([stops(), stops()]).toEqual([true, false]);
  });

  it("is not told of somebody who is not shown as typing, or not any more", async () => {
    expect(stops()).toBe(false);
    types();
    await clock.turn(6_000);
    expect(stops()).toBe(false);
  });

  it("does not bring the next time nearer: who goes on and off is told of once each in 2 s", async () => {
    const passed: boolean[] = [];
    for (let at = 0; at < 4_000; at += 100) {
      passed.push(types(), stops());
      await clock.turn(100);
    }
    expect(passed.filter(Boolean)).toHaveLength(4);
  });
});

import { beforeEach, describe, expect, it } from "@jest/globals";
import { FakeClock, settled } from "../../../test/support/fake-clock.ts";
import { resumeQueue } from "./resume-queue.ts";

describe("a publisher's connection in a frozen process", () => {
  let clock: FakeClock;
  let asked: string[];
  let isConnected: boolean;
  let isAnswering: Promise<boolean>;
  let renewed: Promise<void>;
  let resume: (pauseMs: number) => Promise<void>;
  const link = {
    get isConnected() {
      return isConnected;
    },
    isAnswering: () => (asked.push("is it answering"), isAnswering),
    renew: () => (asked.push("renew"), renewed),
  };
  beforeEach(() => {
    clock = new FakeClock();
    asked = [];
    isConnected = true;
    isAnswering = Promise.resolve(true);
    renewed = Promise.resolve();
    resume = resumeQueue(link, 10_000, clock);
  });
  const after = async (pauseMs: number) => {
    await clock.turn(pauseMs);
    const resumed = resume(pauseMs);
    await settled();
    await clock.turn(0);
    if (clock.waiting > 0) await clock.turn(2_250);
    await resumed;
  };

  it("is used as it is after a short pause", async () => {
    await after(4_000);
    expect(asked).toEqual([]);
  });

  it("is made anew after half a heartbeat, since the broker may have ended it", async () => {
    await after(6_000);
    expect(asked).toEqual(["renew"]);
  });

  it("is waited for when it is known to be lost", async () => {
    isConnected = false;
    await after(10);
    expect(asked).toEqual(["renew"]);
  });

  it("is asked now and then where pauses are short, since nothing else keeps it alive", async () => {
    for (let count = 0; count < 3; count += 1) await after(2_000);
    expect(asked).toEqual(["is it answering"]);
  });

  it("is made anew when the broker does not answer", async () => {
    isAnswering = new Promise(() => {});
    for (let count = 0; count < 2; count += 1) await after(3_000);
    expect(asked).toEqual(["is it answering", "renew"]);
  });

  it("is asked, too, where no heartbeats are agreed on: networks forget what is silent", async () => {
    resume = resumeQueue(link, 0, clock);
    await after(4_000);
    expect(asked).toEqual([]);
    await after(60_000);
    expect(asked).toEqual(["renew"]);
  });

  it("keeps no work waiting for a broker that is away", async () => {
    renewed = new Promise(() => {});
    await after(60_000);
    expect(clock.waiting).toBe(0);
  });
});

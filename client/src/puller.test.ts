import { describe, expect, it } from "@jest/globals";
import { FakeClock } from "../test/fake-clock.ts";
import { Puller } from "./puller.ts";
import type { Job } from "./puller.ts";

/** When the job ran, in the first 5 s after something was missed. */
const runsOf = async (job: Job): Promise<number[]> => {
  const clock = new FakeClock();
  const runs: number[] = [];
  const puller = new Puller(
    (progressed) => {
      runs.push(clock.now());
      return job(progressed);
    },
    { scheduler: clock, random: () => 0 },
  );
  puller.soon();
  await clock.pass(5_000);
  puller.stop();
  return runs;
};

describe("a job that is not done", () => {
  it("is repeated after growing pauses while nothing progresses", async () => {
    expect(await runsOf(() => Promise.resolve(false))).toEqual([250, 750, 1_750, 3_750]);
    expect(await runsOf(() => Promise.reject(new RangeError("Not now.")))).toEqual([250, 750, 1_750, 3_750]);
  });

  it("is repeated after the shortest pause as long as it progresses", async () => {
    const runs = await runsOf((progressed) => {
      progressed();
      return Promise.resolve(false);
    });
    expect(runs).toHaveLength(20);
  });

  it("has its pauses back at the shortest when it progressed once", async () => {
    let count = 0;
    const runs = await runsOf((progressed) => {
      count += 1;
      if (count === 3) progressed();
      return Promise.resolve(false);
    });
    expect(runs).toEqual([250, 750, 1_750, 2_000, 2_500, 3_500]);
  });
});

import { expect, it } from "@jest/globals";
import { Pace } from "./pace.ts";

const refusal = expect.objectContaining({ code: "rate_limited", retryAfterMs: 10_000 });
const thrownBy = (act: () => void): unknown => {
  try {
    act();
    return undefined;
  } catch (error) {
    return error;
  }
};

it("refuses what comes too fast until its time is over, and calls it a flood when it comes twice as fast", () => {
  let now = 5_000;
  const pace = new Pace({ points: 2, seconds: 10 }, () => now);
  const step = () => thrownBy(() => pace.step());
  expect([step(), step(), step(), step()]).toEqual([undefined, undefined, refusal, refusal]);
  expect(pace.isFlood).toBe(false);
  expect([step(), pace.isFlood]).toEqual([refusal, true]);
  now += 10_000;
  expect([step(), pace.isFlood]).toEqual([undefined, false]);
});

it("is no matter where there is no limit", () => {
  const pace = new Pace(undefined, () => 0);
  for (let event = 0; event < 1_000; event += 1) pace.step();
  expect(pace.isFlood).toBe(false);
});

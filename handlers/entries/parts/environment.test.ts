import { describe, expect, it } from "@jest/globals";
import { FakeClock, settled } from "../../../test/support/fake-clock.ts";
import { Environment } from "./environment.ts";

const resume = () => Promise.resolve();
const failing = () => Promise.reject(new Error("The database is away."));

describe("the environment of a function", () => {
  it("opens what it needs once, for all of its invocations", async () => {
    let opened = 0;
    const environment = new Environment(async () => ({ resume, number: ++opened }), new FakeClock());
    for (let count = 0; count < 3; count += 1) await environment.invoke(async ({ number }) => number);
    expect(opened).toBe(1);
  });

  it("tries a failed start again at the next invocation", async () => {
    let isUp = false;
    const environment = new Environment(() => (isUp ? Promise.resolve({ resume }) : failing()), new FakeClock());
    await expect(environment.invoke(async () => "worked")).rejects.toThrow("The database is away.");
    isUp = true;
    await expect(environment.invoke(async () => "worked")).resolves.toBe("worked");
  });

  it("lets somebody else answer while it cannot start", async () => {
    const environment = new Environment(failing, new FakeClock());
    const answer = environment.invoke(
      async () => "worked",
      async (error) => String(error),
    );
    await expect(answer).resolves.toBe("Error: The database is away.");
  });

  it("says before each piece of work how long there was none", async () => {
    const clock = new FakeClock();
    const pauses: number[] = [];
    const noting = { resume: async (pauseMs: number) => void pauses.push(pauseMs) };
    const environment = new Environment(async () => noting, clock);
    await environment.invoke(() => clock.turn(100));
    await clock.turn(7_000);
    await environment.invoke(settled);
    await environment.invoke(() => failing()).catch(() => undefined);
    expect(pauses).toEqual([0, 7_000, 0]);
  });
});

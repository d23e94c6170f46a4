import { beforeEach, describe, expect, it } from "@jest/globals";
import type { Outcome } from "../../core/entities/command.ts";
import { FakeTelemetry } from "../../test/support/fakes.ts";
import { FakeAttempts } from "../../test/support/fakes-attempts.ts";
import { LoneTries } from "./lone-tries.ts";

const done: Outcome = { kind: "done" };
const untold = (reason: string): never => {
  throw new Error(`It told: ${reason}`);
};
const attempt = (digest: string) => ({ queue: "chat.timeline.0", digest, line: "default/lobby" });

let attempts: FakeAttempts;
let telemetry: FakeTelemetry;
let tries: LoneTries;
beforeEach(() => {
  attempts = new FakeAttempts();
  telemetry = new FakeTelemetry();
  tries = new LoneTries(attempts, telemetry);
});

describe("a message that is tried alone", () => {
  it("is written down while it is worked on, and forgotten when the process outlived it", async () => {
    const outcome = await tries.try(
      attempt("a"),
      async () => {
        expect([...attempts.open]).toEqual(["a"]);
        return done;
      },
      untold,
    );
    expect([outcome, attempts.open.size]).toEqual([done, 0]);
  });

  it("has nobody beside it in this process, so that there is one to blame", async () => {
    let inWork = 0;
    const work = async (): Promise<Outcome> => {
      inWork += 1;
      await Promise.resolve();
      expect([inWork, attempts.open.size]).toEqual([1, 1]);
      inWork -= 1;
      return done;
    };
    const outcomes = await Promise.all(["a", "b", "c"].map((digest) => tries.try(attempt(digest), work, untold)));
    expect(outcomes).toEqual([done, done, done]);
  });

  it("is put aside, and not touched, when two processes have ended over it", async () => {
    attempts.counts.set("a", 2);
    const told: string[] = [];
    const touched = () => Promise.reject(new Error("It was touched."));
    const outcome = await tries.try(attempt("a"), touched, (why) => told.push(why));
    const reason = "It ended the 2 processes that tried it alone.";
    expect(outcome).toEqual({ kind: "dead", reason });
    expect(told).toEqual([reason]);
  });

  it("stays written down while it has to wait, which counts for this process once", async () => {
    expect(await tries.try(attempt("a"), async () => ({ kind: "later" }), untold)).toEqual({ kind: "later" });
    expect([...attempts.open]).toEqual(["a"]);
  });

  it("waits while it cannot be written down", async () => {
    attempts.failure = new Error("The database is away.");
    expect(await tries.try(attempt("a"), async () => done, untold)).toEqual({ kind: "later" });
    expect(telemetry.count("setback")).toBe(1);
  });

  it("is left to another version where messages of twenty rooms have ended their processes", async () => {
    attempts.struckLines = 20;
    const outcome = await tries.try(attempt("a"), async () => done, untold);
    expect(outcome).toMatchObject({ kind: "unfit", reason: expect.stringContaining("20 rooms") as unknown });
  });
});

import { beforeEach, describe, expect, it } from "@jest/globals";
import type { ReceiptsEvent } from "../entities/watermarks.ts";
import type { LiveSessions } from "../ports/live-sessions.ts";
import type { Stores } from "../ports/unit-of-work.ts";
import { aRef } from "../../test/support/builders.ts";
import { FakeClock, settled } from "../../test/support/fake-clock.ts";
import { FakeTelemetry } from "../../test/support/fakes.ts";
import { MarksRelay } from "./marks-relay.ts";

const watermarks = (read: number) => [{ userId: "bob", delivered: read, read }];
const event = (marks: number, prev = marks - 1): ReceiptsEvent => ({
  roomId: "lobby",
  prev,
  marks,
  receipts: watermarks(marks),
});

let clock: FakeClock;
let telemetry: FakeTelemetry;
let pushed: string[];
let stored: number;
let isDown: boolean;
let relay: MarksRelay;

const inWords = ({ prev, marks, receipts }: ReceiptsEvent) => `${prev}-${marks}${receipts.length > 0 ? "" : " hint"}`;

beforeEach(() => {
  [clock, telemetry] = [new FakeClock(), new FakeTelemetry()];
  [pushed, stored, isDown] = [[], 0, false];
  const live = {
    receipts: (_: unknown, told: ReceiptsEvent) => void pushed.push(inWords(told)),
    receiptsTo: (sessionId: string, told: readonly ReceiptsEvent[]) =>
      void pushed.push(`${sessionId} ${told.map(inWords).join()}`),
  } as unknown as LiveSessions;
  const since = ([{ marks }]: readonly [{ marks: number }]) =>
    isDown ? Promise.reject(new RangeError("Away.")) : Promise.resolve(stored > marks ? [event(stored, marks)] : []);
  const stores = { receipts: { since } } as unknown as Stores;
  const source = { subscribe: () => {}, watch: () => Promise.resolve(), unwatch: () => {} };
  relay = new MarksRelay(
    aRef(),
    { live, source, stores, clock, telemetry },
    () => 40,
    { viewers: [] },
    () => ({}),
  );
  relay.enter("a", 5);
});

describe("a room's receipts on a gateway", () => {
  it("pass in the order of the marks, each once", async () => {
    for (const marks of [7, 6, 6, 8, 5]) relay.take(event(marks));
    expect(pushed).toEqual(["5-6", "6-7", "7-8"]);
    await clock.turn(1_000);
    expect(pushed).toHaveLength(3);
  });

  it("that do not follow on are read, after a moment, together with what came before", async () => {
    stored = 8;
    relay.take(event(8));
    expect(pushed).toEqual([]);
    await clock.turn(250);
    expect(pushed).toEqual(["5-8"]);
  });

  it("that were lost without a trace are found by the second head check", async () => {
    stored = 6;
    await relay.check(6);
    expect(pushed).toEqual([]);
    await relay.check(6);
    expect(pushed).toEqual(["5-6"]);
  });

  it("are looked for again when they could not be read", async () => {
    [stored, isDown] = [6, true];
    await relay.check(6);
    await relay.check(6);
    expect([pushed, telemetry.count("setback")]).toEqual([[], 1]);
    isDown = false;
    await relay.check(6);
    expect(pushed).toEqual(["5-6"]);
  });

  it("that passed while a session was on its way in are hinted at, to it alone", async () => {
    relay.take(event(6));
    relay.enter("b", 5);
    relay.enter("c", 6);
    await settled();
    expect(pushed).toEqual(["5-6", "b 6-6 hint"]);
  });
});

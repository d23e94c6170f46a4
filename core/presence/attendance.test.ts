import { beforeEach, describe, expect, it } from "@jest/globals";
import type { Notice } from "../entities/notice.ts";
import { aUser } from "../../test/support/builders.ts";
import { FakeClock } from "../../test/support/fake-clock.ts";
import { FakeBroadcaster, FakeTelemetry } from "../../test/support/fakes.ts";
import { FakePresenceStore, lifetimeMs } from "../../test/support/fakes-presence.ts";
import { Attendance } from "./attendance.ts";

const graceMs = 5_000;
/** As long as it takes to tell who came or went. */
const soon = 100;
const [alice, bob] = [aUser("alice"), aUser("bob")];
let clock: FakeClock;
let store: FakePresenceStore;
let broadcaster: FakeBroadcaster;
let telemetry: FakeTelemetry;
let attendance: Attendance;

beforeEach(() => {
  clock = new FakeClock();
  store = new FakePresenceStore(clock);
  broadcaster = new FakeBroadcaster();
  telemetry = new FakeTelemetry();
  attendance = new Attendance({ store, broadcaster, clock, telemetry, graceMs });
});

const inWords = (notice: Notice): string =>
  notice.to === "presence" ? `${notice.sighting.user.userId} ${notice.sighting.online ? "came" : "went"}` : notice.to;
const announced = (): readonly string[] => broadcaster.published.map(inWords);

describe("who has a session here", () => {
  it("is announced when the first one opens, and some time after the last one closed", async () => {
    for (const sessionId of ["a-1", "a-2"]) attendance.opened(sessionId, alice);
    await clock.turn(soon);
    attendance.closed("a-1", alice);
    await clock.turn(graceMs + soon);
    expect(announced()).toEqual(["alice came"]);
    attendance.closed("a-2", alice);
    await clock.turn(graceMs - 1);
    expect(announced()).toEqual(["alice came"]);
    await clock.turn(1 + soon);
    expect(announced()).toEqual(["alice came", "alice went"]);
    expect(store.asked).toEqual(["hold alice", "release alice"]);
  });

  it("was never gone when another session opens in time, however often that happens", async () => {
    for (let times = 0; times < 50; times += 1) {
      attendance.opened(`a-${times}`, alice);
      await clock.turn(500);
      attendance.closed(`a-${times}`, alice);
      await clock.turn(graceMs - 1);
    }
    expect(announced()).toEqual(["alice came"]);
    await clock.turn(graceMs);
    expect(announced()).toEqual(["alice came", "alice went"]);
    expect(clock.waiting).toBe(0);
  });

  it("may come back at the last moment", async () => {
    attendance.opened("a-1", alice);
    await clock.turn(soon);
    attendance.closed("a-1", alice);
    await clock.turn(graceMs);
    attendance.opened("a-2", alice);
    await clock.turn(graceMs + soon);
    expect(announced()).toEqual(["alice came"]);
    expect(store.asked.filter((each) => each.startsWith("release"))).toEqual([]);
  });

  it("is told to the store together with others of the same moment", async () => {
    for (const user of [alice, bob]) attendance.opened(user.userId, user);
    await clock.turn(soon);
    for (const user of [alice, bob]) attendance.closed(user.userId, user);
    await clock.turn(graceMs + soon);
    expect(store.asked).toEqual(["hold alice, bob", "release alice, bob"]);
  });

  it("is not announced while another gateway has the user too", async () => {
    await store.hold([alice]);
    attendance.opened("a", alice);
    await clock.turn(soon);
    expect(announced()).toEqual([]);
  });

  it("is held for as long as that is said again, in one question for all", async () => {
    for (const user of [alice, bob]) attendance.opened(user.userId, user);
    await clock.turn(soon);
    for (let thirds = 0; thirds < 6; thirds += 1) {
      await clock.turn(lifetimeMs / 3);
      await attendance.refresh();
    }
    expect((await store.see([alice, bob])).map(({ online }) => online)).toEqual([true, true]);
    expect(store.asked.slice(1, -1)).toEqual(Array.from({ length: 6 }, () => "hold alice, bob"));
    expect(announced()).toEqual(["alice came", "bob came"]);
  });

  it("that was never opened is closed without a word", async () => {
    attendance.closed("a", alice);
    await clock.turn(graceMs + soon);
    expect([announced(), store.asked]).toEqual([[], []]);
  });
});

describe("while the store is away", () => {
  it("nobody is called anything, and whoever is here is told of when it is back", async () => {
    store.isAway = true;
    attendance.opened("a", alice);
    attendance.opened("b", bob);
    await clock.turn(soon);
    attendance.closed("b", bob);
    await clock.turn(graceMs + soon);
    expect(announced()).toEqual([]);
    expect(telemetry.count("setback")).toBe(2);
    store.isAway = false;
    await attendance.refresh();
    expect(announced()).toEqual(["alice came"]);
  });
});

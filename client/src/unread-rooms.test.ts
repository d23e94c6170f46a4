import { describe, expect, it } from "@jest/globals";
import { FakeClock } from "../test/fake-clock.ts";
import { aSession } from "../test/many-rooms.ts";
import type { ClientEvents } from "./client-events.ts";
import type { Ready, RoomSummary } from "./contract.ts";
import { Emitter } from "./emitter.ts";
import { UnreadRooms } from "./unread-rooms.ts";

const position = (id: string, unread: number) => {
  const at = { version: 1, seq: 9, marks: 0, delivered: 0, read: 0 };
  return { id, ...at, unread, unreadMentions: 0 };
};

/** A server of more rooms than a session begins with. */
const aWorld = (counted: Readonly<Record<string, number>>) => {
  const clock = new FakeClock();
  const emitter = new Emitter<ClientEvents>();
  const told: string[] = [];
  emitter.on("unread", ({ roomId, unread }) => told.push(`${roomId} ${unread}`));
  const world = { clock, told, asked: 0, meanwhile: () => {} };
  const ask = async () => {
    world.asked += 1;
    const rooms = Object.entries(counted).map(([roomId, unread]) => ({ roomId, seq: 9, unread, unreadMentions: 1 }));
    world.meanwhile();
    return { unread: 0, unreadMentions: 0, rooms };
  };
  const unread = new UnreadRooms({ scheduler: clock, random: () => 0, emitter, ask });
  const begin = (...rooms: readonly ReturnType<typeof position>[]) => {
    const ready: Ready = { ...aSession, rooms, cursor: "more" };
    unread.ready(ready);
  };
  return Object.assign(world, { unread, begin });
};

describe("rooms that a session does not begin with", () => {
  it("are asked for, and counted on from there", async () => {
    const { unread, begin, clock, told } = aWorld({ lobby: 7, den: 3 });
    begin(position("lobby", 5));
    await clock.pass(0);
    expect([unread.in("lobby").unread, unread.in("den").unread, unread.total.unread, told]).toEqual([
      5,
      3,
      8,
      ["lobby 5", "den 3"],
    ]);
    unread.moved("den", 9);
    expect(unread.total).toEqual({ unread: 5, unreadMentions: 0 });
  });

  it("are asked for again when one was left meanwhile", async () => {
    const counted: Record<string, number> = { lobby: 5, den: 3 };
    const world = aWorld(counted);
    world.meanwhile = () => {
      world.meanwhile = () => {};
      delete counted.den;
      world.unread.left("den");
    };
    world.begin(position("lobby", 5));
    await world.clock.pass(1_000);
    expect([world.asked, world.unread.total.unread]).toEqual([2, 5]);
  });

  it("keep what is known of them until the server has counted", async () => {
    const { unread, begin, clock, told } = aWorld({ den: 4 });
    const summary = { id: "den", seq: 9, read: 6, unread: 3 } as RoomSummary;
    unread.joined(summary);
    begin();
    expect(unread.in("den").unread).toBe(3);
    await clock.pass(0);
    expect(told).toEqual(["den 3", "den 4"]);
  });
});

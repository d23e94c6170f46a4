import { describe, expect, it } from "@jest/globals";
import { ManyRooms, aSession } from "../test/many-rooms.ts";

describe("many open rooms that missed much", () => {
  it("are caught up in as many answers as the events fill, without a pause", async () => {
    const rooms = new ManyRooms(100);
    await rooms.openAll();
    rooms.miss(90);
    rooms.open.ready(aSession);
    await rooms.clock.pass(0);
    expect([rooms.upToDate, rooms.asked.length]).toEqual([100, 18]);
  });

  it("are asked for in turn: first those that did not fit", async () => {
    const rooms = new ManyRooms(5);
    await rooms.openAll();
    rooms.miss(300);
    rooms.open.ready(aSession);
    await rooms.clock.pass(0);
    expect(rooms.asked.slice(0, 2)).toEqual([
      ["room 1", "room 2", "room 3", "room 4", "room 5"],
      ["room 4", "room 5", "room 1", "room 2", "room 3"],
    ]);
    expect([rooms.upToDate, rooms.asked.length]).toEqual([5, 3]);
  });

  it("are asked for after a pause when an answer brought nothing, and the pauses grow", async () => {
    const rooms = new ManyRooms(3);
    await rooms.openAll();
    rooms.miss(1);
    rooms.answer = (roomId) => ({ events: [], version: rooms.open.state(roomId)?.version ?? 0, more: true });
    rooms.open.ready(aSession);
    await rooms.clock.pass(3_500);
    expect(rooms.asked).toHaveLength(4);
    rooms.answer = (_roomId, result) => result;
    await rooms.clock.pass(4_000);
    expect([rooms.upToDate, rooms.asked.length]).toEqual([3, 5]);
  });

  it("do not wait for one that has no answer, nor does it keep them in the loop", async () => {
    const rooms = new ManyRooms(10);
    await rooms.openAll();
    rooms.miss(90);
    rooms.answer = (roomId, result) => (roomId === "room 1" ? undefined : result);
    rooms.open.ready(aSession);
    await rooms.clock.pass(0);
    expect([rooms.upToDate, rooms.asked.length]).toEqual([9, 2]);
    rooms.answer = (_roomId, result) => result;
    await rooms.clock.pass(250);
    expect([rooms.upToDate, rooms.asked.length]).toEqual([10, 3]);
  });
});

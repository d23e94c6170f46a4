import { describe, expect, it } from "@jest/globals";
import type { Changes } from "../../entities/event.ts";
import type { RoomRef } from "../../entities/refs.ts";
import type { FeedStore } from "../../ports/feed-store.ts";
import { aMessageEvent, aUser } from "../../../test/support/builders.ts";
import { SyncRooms } from "./sync-rooms.ts";

/** Rooms with so many events each; the limits that were asked for are written down. */
const syncOf = (rooms: Readonly<Record<string, number | Changes | undefined>>) => {
  const limits: number[] = [];
  const changesFor = async ({ roomId }: RoomRef, _userId: string, since: number, limit: number) => {
    limits.push(limit);
    const room = rooms[roomId];
    if (typeof room !== "number") return room;
    const events = Array.from({ length: Math.min(room, limit) }, (_, index) => aMessageEvent(since + index + 1));
    return { events, version: since + events.length, more: room > limit };
  };
  const sync = new SyncRooms({ changesFor } as unknown as FeedStore);
  const asked = new Map(Object.keys(rooms).map((roomId, index) => [roomId, index]));
  return { limits, answers: () => sync.execute({ reader: aUser(), rooms: asked }) };
};

const sizes = async (sync: ReturnType<typeof syncOf>) =>
  [...(await sync.answers()).values()].map((answer) => ("events" in answer ? answer.events.length : answer));

describe("a sync of rooms", () => {
  it("answers each room that was asked for, in that order", async () => {
    const reset = { reset: true, version: 9, seq: 3 } as const;
    const answers = await syncOf({ a: 2, b: undefined, c: reset }).answers();
    expect([...answers.keys()]).toEqual(["a", "b", "c"]);
    expect(answers.get("a")).toMatchObject({ version: 2, more: false });
    expect([answers.get("b"), answers.get("c")]).toEqual([{ gone: true }, reset]);
  });

  it("gives at most 200 events of a room, and 500 of all", async () => {
    const sync = syncOf({ a: 300, b: 250, c: 150, d: 10, e: 0 });
    expect(await sizes(sync)).toEqual([200, 200, 100, 0, 0]);
    expect(sync.limits).toEqual([200, 200, 100]);
  });

  it("says more, from where it was asked, of rooms that did not fit", async () => {
    const answers = await syncOf({ a: 200, b: 200, c: 100, d: 10 }).answers();
    expect(answers.get("d")).toEqual({ events: [], version: 3, more: true });
  });

  it("goes on behind a room that is full", async () => {
    const sync = syncOf({ a: 499, b: 3, c: 250, d: 250, e: 1 });
    expect(await sizes(sync)).toEqual([200, 3, 200, 97, 0]);
  });
});

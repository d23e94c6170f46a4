import { describe, expect, it } from "@jest/globals";

import type { RoomsPage } from "../../client/src/index.ts";
import { LIMITS } from "../../client/src/index.ts";
import { inLanes, range, useChat } from "../support/chat.ts";

const chat = useChat();

describe("somebody in more rooms than ready takes", () => {
  it("is told of the latest ones, finds the rest by the cursor, and hears them all", async () => {
    const alice = chat.aUser("alice");
    const ids = range(LIMITS.roomsInReady + 5).map((index) => `room-${index}`);
    await inLanes(ids.length, (index) => alice.makeRoom({ id: ids[index]!, kind: "group" }));
    const socket = await alice.connect();
    const listed = socket.ready?.rooms.map(({ id }) => id) ?? [];
    expect(listed).toHaveLength(LIMITS.roomsInReady);
    const cursor = socket.ready?.cursor ?? "";
    const rest = await alice.must(alice.get<RoomsPage>(`/v1/rooms?cursor=${encodeURIComponent(cursor)}`));
    expect([...listed, ...rest.rooms.map(({ id }) => id)].sort()).toEqual([...ids].sort());
    expect(rest.cursor).toBeUndefined();
    await alice.say(rest.rooms[0]!.id, "unlisted, and heard");
    await socket.untilText(rest.rooms[0]!.id, "unlisted, and heard");
  });
});

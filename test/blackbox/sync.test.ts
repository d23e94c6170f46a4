import { describe, expect, it } from "@jest/globals";

import type { ChangesPage, SyncAnswer, SyncResult } from "../../client/src/index.ts";
import { inLanes, range, useChat } from "../support/chat.ts";
import type { Listener } from "../support/socket.ts";
import type { User } from "../support/user.ts";

const chat = useChat();

type Rooms = Readonly<Record<string, number>>;

const byHttp = (user: User) => async (rooms: Rooms) => user.must(user.post<SyncAnswer>("/v1/sync", { rooms }));

const bySocket = (socket: Listener) => async (rooms: Rooms) => {
  const ack = await socket.ask<SyncAnswer>("sync", { rooms });
  if (!ack.ok) throw new Error(`sync was refused: ${ack.message}`);
  return { rooms: ack.rooms };
};

const isPage = (result: SyncResult): result is ChangesPage => "events" in result;

describe.each(["HTTP", "socket"])("sync by %s", (way) => {
  const syncAs = async (user: User) => (way === "HTTP" ? byHttp(user) : bySocket(await user.connect()));

  it("answers for each room that is asked for: changes, a reset, or that it is gone", async () => {
    const [alice, bob] = chat.people();
    const [read, behind, left] = await Promise.all(
      range(3).map((index) => alice.makeRoom({ id: `room-${index}`, kind: "group", members: ["bob"] })),
    );
    const message = await alice.say(read!.id, "news");
    await alice.remove(left!.id, bob);
    const sync = await syncAs(bob);
    const asked = { [read!.id]: 3, [behind!.id]: 99, [left!.id]: 3, "never-was": 0 };
    expect((await sync(asked)).rooms).toEqual({
      [read!.id]: {
        events: [{ type: "message", roomId: read!.id, prev: 3, version: 4, message }],
        version: 4,
        more: false,
        marks: 0,
      },
      [behind!.id]: { reset: true, version: 3, seq: 0, marks: 0 },
      [left!.id]: { gone: true },
      "never-was": { gone: true },
    });
  });

  it("is the same as the feed of each room", async () => {
    const [alice] = chat.people();
    const { id, version } = await alice.makeRoom({ kind: "group" });
    for (const index of range(5)) await alice.say(id, `text ${index}`);
    const sync = await syncAs(alice);
    expect((await sync({ [id]: version })).rooms[id]).toEqual(await alice.changes(id, version));
  });

  it("answers two hundred rooms with at most five hundred events, and the rest when asked again", async () => {
    const [alice] = chat.people();
    const ids = range(200).map((index) => `room-${index}`);
    await inLanes(200, (index) => alice.makeRoom({ id: ids[index]!, kind: "group" }));
    await inLanes(400, (index) => alice.accept(ids[index % 200]!, `text ${index}`));
    await inLanes(200, (index) => alice.say(ids[index]!, "the third"));
    const sync = await syncAs(alice);
    const positions = Object.fromEntries(ids.map((id) => [id, 2]));
    let rounds = 0;
    for (let open = ids; open.length > 0; rounds += 1) {
      const { rooms } = await sync(Object.fromEntries(open.map((id) => [id, positions[id] ?? 0])));
      const pages = Object.values(rooms).filter(isPage);
      expect(pages).toHaveLength(open.length);
      expect(pages.reduce((sum, { events }) => sum + events.length, 0)).toBeLessThanOrEqual(500);
      for (const id of open) positions[id] = (rooms[id] as ChangesPage).version;
      open = open.filter((id) => (rooms[id] as ChangesPage).more);
    }
    expect(rounds).toBe(2);
    expect(new Set(Object.values(positions))).toEqual(new Set([5]));
  });

  it("of more than two hundred rooms is refused", async () => {
    const [alice] = chat.people();
    const rooms = Object.fromEntries(range(201).map((index) => [`room-${index}`, 0]));
    const refused =
      way === "HTTP"
        ? (await alice.post("/v1/sync", { rooms })).body
        : await (await alice.connect()).ask("sync", { rooms });
    expect(refused).toMatchObject({ code: "invalid_input", errors: [{ path: "rooms", code: "too_long" }] });
  });

  it("of nothing answers nothing", async () => {
    const sync = await syncAs(chat.aUser());
    expect(await sync({})).toEqual({ rooms: {} });
  });
});

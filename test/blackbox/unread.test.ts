import { describe, expect, it } from "@jest/globals";

import type { Unread } from "../../client/src/index.ts";
import { range, useChat } from "../support/chat.ts";
import type { User } from "../support/user.ts";
import { eventually } from "../support/wait.ts";

const chat = useChat();

const unread = (user: User) => user.must(user.get<Unread>("/v1/unread"));
const inRoom = async (user: User, roomId: string) => (await user.room(roomId)).unread;
const mark = (user: User, roomId: string, marker: number | null) =>
  user.must(user.patch(`/v1/rooms/${roomId}/settings`, { marker }));

describe("unread", () => {
  it("is what others have posted since, in each room and in all", async () => {
    const [alice, bob] = chat.people();
    const team = await alice.makeRoom({ kind: "group", members: ["bob"] });
    const club = await alice.makeRoom({ kind: "group", members: ["bob"] });
    for (const index of range(3)) await alice.say(team.id, `${index}`);
    await bob.say(team.id, "my own");
    await alice.say(club.id, "hello");
    expect(await unread(bob)).toEqual({
      unread: 4,
      unreadMentions: 0,
      rooms: [
        { roomId: club.id, seq: 1, unread: 1, unreadMentions: 0 },
        { roomId: team.id, seq: 4, unread: 3, unreadMentions: 0 },
      ],
    });
    expect((await unread(alice)).rooms).toEqual([{ roomId: team.id, seq: 4, unread: 1, unreadMentions: 0 }]);
    await bob.reads(team.id, 2);
    expect(await inRoom(bob, team.id)).toBe(1);
    await bob.reads(team.id, 4);
    expect((await unread(bob)).unread).toBe(1);
  });

  it("counts a deleted message until it is passed", async () => {
    const [alice, bob] = chat.people();
    const { id } = await alice.makeRoom({ kind: "group", members: ["bob"] });
    const message = await alice.say(id, "never mind");
    await alice.must(alice.ask("DELETE", `/v1/rooms/${id}/messages/${message.id}`, { headers: { prefer: "wait=10" } }));
    expect(await inRoom(bob, id)).toBe(1);
    await bob.reads(id, 1);
    expect(await inRoom(bob, id)).toBe(0);
  });

  it("says of a room that is silent that it is", async () => {
    const [alice, bob] = chat.people();
    const { id } = await alice.makeRoom({ kind: "group", members: ["bob"] });
    await bob.must(bob.patch(`/v1/rooms/${id}/settings`, { silent: true }));
    await alice.say(id, "psst");
    expect((await unread(bob)).rooms).toEqual([{ roomId: id, seq: 1, unread: 1, unreadMentions: 0, silent: true }]);
  });
});

describe("a room that is marked as unread", () => {
  it("is so on all devices, while others see that it was read, until something is read", async () => {
    const [alice, bob] = chat.people();
    const { id } = await alice.makeRoom({ kind: "group", members: ["bob"] });
    for (const index of range(3)) await alice.say(id, `${index}`);
    await bob.reads(id, 3);
    const [ears, phone, laptop] = [await alice.connect(), await bob.connect(), await bob.connect()];
    expect(await mark(bob, id, 1)).toEqual({ marker: 1 });
    const hears = (marker: number | undefined) => () =>
      laptop.me.some((event) => event.type === "settings" && event.settings.marker === marker);
    await laptop.until(hears(1), "the laptop hears of the marker");
    await phone.until(() => phone.me.length > 0, "and the phone");
    expect([await inRoom(bob, id), (await bob.room(id)).read, ears.receipts(id)]).toEqual([2, 3, []]);
    expect(await phone.ask("receipts", [{ roomId: id, read: 3 }])).toEqual({ ok: true });
    await laptop.until(hears(undefined), "the laptop hears that it was read");
    expect(await inRoom(bob, id)).toBe(0);
    expect(ears.receipts(id)).toEqual([]);
  });

  it("is so from the first message of the membership at most, and may be taken back", async () => {
    const [alice, bob] = chat.people();
    const { id } = await alice.makeRoom({ kind: "group" });
    await alice.say(id, "before");
    await alice.add(id, bob);
    await alice.say(id, "after");
    await bob.reads(id, 2);
    expect(await mark(bob, id, 0)).toEqual({ marker: 1 });
    expect(await inRoom(bob, id)).toBe(1);
    expect(await mark(bob, id, 99)).toEqual({ marker: 2 });
    expect(await mark(bob, id, null)).toEqual({});
    expect(await inRoom(bob, id)).toBe(0);
  });

  it("stays so over HTTP until its reader reads again", async () => {
    const [alice, bob] = chat.people();
    const { id } = await alice.makeRoom({ kind: "group", members: ["bob"] });
    await alice.say(id, "hello");
    await bob.reads(id, 1);
    await mark(bob, id, 0);
    expect(await inRoom(bob, id)).toBe(1);
    await bob.reads(id, 1);
    await eventually(async () => (await inRoom(bob, id)) === 0 || undefined, "the marker is gone");
  });
});

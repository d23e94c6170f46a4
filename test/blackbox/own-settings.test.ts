import { describe, expect, it } from "@jest/globals";

import type { ChangeSettingsRequest, MeChanges, RoomSettings, RoomsPage } from "../../client/src/index.ts";
import { useChat } from "../support/chat.ts";
import type { User } from "../support/user.ts";
import { eventually } from "../support/wait.ts";

const chat = useChat();

const change = (user: User, id: string, wish: ChangeSettingsRequest) =>
  user.must(user.patch<RoomSettings>(`/v1/rooms/${id}/settings`, wish));
const listed = async (user: User, query = "") =>
  (await user.must(user.get<RoomsPage>(`/v1/rooms?${query}`))).rooms.map(({ id }) => id);

/** Alice owns it, Bob is a member, Carol is not. */
const aRoom = async () => {
  const [alice, bob, carol] = chat.people();
  const { id } = await alice.makeRoom({ kind: "group", members: ["bob"] });
  return { alice, bob, carol, id };
};

describe("a member's own settings", () => {
  it("are told to all of the member's devices, and to nobody else", async () => {
    const { alice, bob, id } = await aRoom();
    const [phone, desk, hers] = [await bob.connect(), await bob.connect(), await alice.connect()];
    const { version } = await bob.room(id);
    expect(await change(bob, id, { pinned: true })).toEqual({ pinned: true });
    expect(await change(bob, id, { silent: true })).toEqual({ pinned: true, silent: true });
    for (const socket of [phone, desk]) {
      const events = await socket.until(() => (socket.me.length === 2 ? socket.me : undefined), "both are heard");
      expect(events).toEqual([
        { type: "settings", roomId: id, prev: 1, version: 2, settings: { pinned: true } },
        { type: "settings", roomId: id, prev: 2, version: 3, settings: { pinned: true, silent: true } },
      ]);
    }
    const { events } = await bob.must(bob.get<MeChanges>("/v1/me/changes?since=1"));
    expect(events).toEqual([{ ...phone.me[1], prev: 1 }]);
    expect(await bob.room(id)).toMatchObject({ version, settings: { pinned: true, silent: true } });
    expect(await alice.room(id)).not.toHaveProperty("settings");
    expect([hers.me, hers.events(id)]).toEqual([[], []]);
  });

  it("hide a room until somebody posts in it", async () => {
    const { alice, bob, id } = await aRoom();
    await alice.say(id, "before");
    expect(await change(bob, id, { hidden: true })).toEqual({ hiddenSeq: 1 });
    expect([await listed(bob), await listed(alice)]).toEqual([[], [id]]);
    expect((await bob.connect()).ready?.rooms.map((room) => room.id)).toEqual([id]);
    await alice.say(id, "after");
    expect(await listed(bob)).toEqual([id]);
    await change(bob, id, { hidden: true });
    await change(bob, id, { hidden: false });
    expect(await listed(bob)).toEqual([id]);
  });

  it("shelve a room whatever is posted, and pin it without moving it", async () => {
    const { alice, bob, id } = await aRoom();
    const other = await alice.makeRoom({ kind: "channel", members: ["bob"] });
    await change(bob, id, { shelved: true });
    await alice.say(id, "hello");
    expect([await listed(bob), await listed(bob, "shelved=true")]).toEqual([[other.id], [id]]);
    await change(bob, id, { shelved: false, pinned: true });
    await alice.say(other.id, "hello");
    expect(await listed(bob)).toEqual([other.id, id]);
    expect([await listed(bob, "pinned=true"), await listed(bob, "pinned=false")]).toEqual([[id], [other.id]]);
  });

  it("end with the membership", async () => {
    const { alice, bob, id } = await aRoom();
    await change(bob, id, { silentSeconds: 60, hidden: true });
    await alice.remove(id, bob);
    await alice.add(id, bob);
    expect(await bob.room(id)).not.toHaveProperty("settings");
    expect(await listed(bob)).toEqual([id]);
  });

  it("are told by the client", async () => {
    const { bob, id } = await aRoom();
    const client = bob.sdk();
    const heard: unknown[] = [];
    client.on("settings", (event) => heard.push(event));
    await client.whenReady();
    await client.changeSettings(id, { pinned: true });
    await eventually(async () => heard[0], "the client tells");
    expect(heard).toEqual([{ roomId: id, settings: { pinned: true } }]);
    expect((await client.rooms({ pinned: true })).rooms).toHaveLength(1);
  });

  it.each([
    [{}, "invalid_input"],
    [{ silent: true, silentSeconds: 5 }, "invalid_input"],
    [{ silentSeconds: 0 }, "invalid_input"],
    [{ pinned: null }, "invalid_input"],
    [{ hiddenSeq: 1 }, "unknown_field"],
    [{ pinned: true, userId: "alice" }, "unknown_field"],
  ])("are not %j", async (wish, code) => {
    const { bob, id } = await aRoom();
    expect((await bob.patch(`/v1/rooms/${id}/settings`, wish)).body.code).toBe(code);
    expect((await bob.get(`/v1/rooms?pinned=perhaps`)).body.code).toBe("invalid_input");
  });
});

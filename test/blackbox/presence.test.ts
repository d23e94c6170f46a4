import { describe, expect, it } from "@jest/globals";

import type { Ack, Online, Presence, PresenceAnswer, PresenceRequest } from "../../client/src/index.ts";
import { range, useChat } from "../support/chat.ts";
import type { Listener } from "../support/socket.ts";
import type { User } from "../support/user.ts";
import { eventually } from "../support/wait.ts";

const chat = useChat();
const aTime = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
/** Somebody who leaves is given a few seconds to come back. */
const patienceMs = 20_000;

const presence = async (viewer: User, ...users: readonly string[]): Promise<readonly Presence[]> => {
  const query = users.map((user) => `user=${encodeURIComponent(user)}`).join("&");
  return (await viewer.must(viewer.get<PresenceAnswer>(`/v1/presence?${query}`))).presences;
};

const untilSeen = (viewer: User, user: User, online: boolean): Promise<Presence> =>
  eventually(
    async () => (await presence(viewer, user.id)).find((seen) => seen.online === online),
    `${user.id} is ${online ? "online" : "offline"}`,
    patienceMs,
  );

const change = (socket: Listener, request: PresenceRequest): Promise<Ack<PresenceAnswer>> =>
  socket.ask<PresenceAnswer>("presence", request);
const watch = async (socket: Listener, ...users: readonly User[]): Promise<readonly Presence[]> => {
  const ack = await change(socket, { watch: users.map(({ id }) => id) });
  if (!ack.ok) throw new Error(`The watch was refused: ${ack.code}.`);
  return ack.presences;
};
/** What the socket was told last of a user. */
const untilTold = (socket: Listener, user: User, online: boolean): Promise<Presence> =>
  eventually(
    async () => {
      const last = socket.presences.findLast(({ userId }) => userId === user.id);
      return last?.online === online ? last : undefined;
    },
    `it is told that ${user.id} is ${online ? "online" : "offline"}`,
    patienceMs,
  );

const block = (user: User, other: User): Promise<unknown> => user.must(user.put(`/v1/me/blocks/${other.id}`));

describe("presence", () => {
  it("is offline without a time of who was never there, and of who does not exist", async () => {
    const [alice, bob] = chat.people();
    await alice.makeRoom({ kind: "group", members: ["bob"] });
    expect(await presence(alice, "bob", "nobody", bob.id)).toEqual([
      { userId: "bob", online: false },
      { userId: "nobody", online: false },
    ]);
  });

  it("is online while one device is connected, and offline with a time after the last", async () => {
    const [alice, bob] = chat.people();
    const devices = await Promise.all([bob.connect(), bob.connect(), bob.connect()]);
    expect(await untilSeen(alice, bob, true)).toEqual({ userId: "bob", online: true });
    devices[0].close();
    devices[1].close();
    const his = await watch(await alice.connect(), bob);
    expect(his).toEqual([{ userId: "bob", online: true }]);
    devices[2].close();
    expect(await untilSeen(alice, bob, false)).toEqual({ userId: "bob", online: false, lastSeenAt: aTime });
  });

  it("is told to whoever watches, with when the user was last seen", async () => {
    const [alice, bob] = chat.people();
    const hers = await alice.connect();
    expect(await watch(hers, bob)).toEqual([{ userId: "bob", online: false }]);
    const his = await bob.connect();
    expect(await untilTold(hers, bob, true)).toEqual({ userId: "bob", online: true });
    his.close();
    const gone = await untilTold(hers, bob, false);
    expect(gone).toEqual({ userId: "bob", online: false, lastSeenAt: aTime });
    expect(await presence(alice, "bob")).toEqual([gone]);
  });

  it("is told by the client, which knows what it was told last", async () => {
    const [alice, bob] = chat.people();
    const client = alice.sdk();
    await client.whenReady();
    const heard: Presence[] = [];
    client.on("presence", (each) => heard.push(each));
    expect(await client.watchPresence(["bob"])).toEqual([{ userId: "bob", online: false }]);
    const his = await bob.connect();
    await eventually(async () => (client.presenceOf("bob")?.online ? true : undefined), "bob is online");
    his.close();
    const gone = await eventually(async () => heard.find((each) => each.lastSeenAt), "bob was seen last", patienceMs);
    expect([client.presenceOf("bob"), await client.presence(["bob"])]).toEqual([gone, [gone]]);
  });

  it("is told no more of whom one unwatches, and of others as before", async () => {
    const [alice, bob, carol] = chat.people();
    const hers = await alice.connect();
    await watch(hers, bob, carol);
    expect(await change(hers, { unwatch: ["bob", "nobody"] })).toEqual({ ok: true, presences: [] });
    await bob.connect();
    await untilSeen(alice, bob, true);
    await carol.connect();
    await untilTold(hers, carol, true);
    expect(hers.presences.filter(({ userId }) => userId === "bob")).toEqual([]);
  });

  it("is nobody's of another tenant", async () => {
    const [alice, bob] = chat.people();
    const namesake = chat.aUser("bob", { tenant: `${bob.tenant}-2` });
    const hers = await alice.connect();
    await watch(hers, bob);
    await namesake.connect();
    await untilSeen(namesake, namesake, true);
    expect(await presence(alice, "bob")).toEqual([{ userId: "bob", online: false }]);
    await bob.connect();
    await untilTold(hers, bob, true);
    expect(hers.presences).toHaveLength(1);
  });

  it("is hidden from each other where one has blocked the other, and from nobody else", async () => {
    const [alice, bob, carol] = chat.people();
    await block(alice, bob);
    const [hers, his, others] = await Promise.all([alice.connect(), bob.connect(), carol.connect()]);
    await untilSeen(carol, alice, true);
    await untilSeen(carol, bob, true);
    expect([await presence(alice, "bob"), await presence(bob, "alice")]).toEqual([
      [{ userId: "bob", online: false }],
      [{ userId: "alice", online: false }],
    ]);
    expect(await watch(his, alice)).toEqual([{ userId: "alice", online: false }]);
    expect(await watch(others, alice)).toEqual([{ userId: "alice", online: true }]);
    hers.close();
    await untilTold(others, alice, false);
    expect(his.presences).toEqual([]);
  });

  it("is watched of 500 users on one connection, and of one more is refused as a whole", async () => {
    const [alice, bob] = chat.people();
    const hers = await alice.connect();
    const crowd = range(500).map((index) => `user-${index}`);
    expect(await change(hers, { watch: crowd })).toMatchObject({ ok: true });
    expect(await change(hers, { watch: ["bob"], unwatch: [] })).toMatchObject({ ok: false, code: "too_many_watched" });
    await bob.connect();
    expect(await change(hers, { watch: ["bob"], unwatch: ["user-1"] })).toMatchObject({ ok: true });
    await untilSeen(alice, bob, true);
    expect(await change(hers, { watch: [...crowd, "bob"] })).toMatchObject({ ok: false, code: "invalid_input" });
  });
});

describe("who is online in a room", () => {
  const online = (user: User, roomId: string): Promise<Online> =>
    user.must(user.get<Online>(`/v1/rooms/${roomId}/online`));

  it("is listed to its members, with those who are blocked left out, and to nobody else", async () => {
    const [alice, bob, carol] = chat.people();
    const { id } = await alice.makeRoom({ kind: "group", members: ["bob", "carol"] });
    await Promise.all([bob.connect(), carol.connect()]);
    await untilSeen(alice, bob, true);
    await untilSeen(alice, carol, true);
    expect(await online(alice, id)).toEqual({ online: ["bob", "carol"], count: 2 });
    await block(bob, alice);
    expect(await online(alice, id)).toEqual({ online: ["carol"], count: 1 });
    const outsider = chat.aUser("dave");
    expect((await outsider.get(`/v1/rooms/${id}/online`)).body.code).toBe("room_not_found");
  });

  it("is a number alone in a large room", async () => {
    const [alice, bob] = chat.people();
    const { id } = await alice.makeRoom({ kind: "group", members: ["bob"] });
    await bob.connect();
    await untilSeen(alice, bob, true);
    const [service, crowd] = [chat.aUser("backend", { isService: true }), range(256).map((index) => `user-${index}`)];
    for (let from = 0; from < crowd.length; from += 100) {
      await service.must(service.post(`/v1/rooms/${id}/members`, { userIds: crowd.slice(from, from + 100) }));
    }
    expect(await online(alice, id)).toEqual({ count: 1 });
  });
});

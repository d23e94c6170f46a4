import { describe, expect, it } from "@jest/globals";

import type { Changes, Me, MeChanges } from "../../client/src/index.ts";
import { inLanes, inTurn, range, useChat } from "../support/chat.ts";
import { freshView, Replica } from "../support/replica.ts";

const chat = useChat();

describe("the changes of a room", () => {
  it("come page by page, each following on from the one before it", async () => {
    const [alice] = chat.people();
    const { id } = await alice.makeRoom({ kind: "group", members: ["bob", "carol"] });
    for (const index of range(9)) await alice.say(id, `text ${index}`);
    const first = await alice.changes(id, 3, 4);
    expect(first).toMatchObject({ more: true, version: 7 });
    expect(first.events.map(({ prev, version }) => [prev, version])).toEqual([
      [3, 4],
      [4, 5],
      [5, 6],
      [6, 7],
    ]);
    const last = await alice.changes(id, 7, 200);
    expect(last).toMatchObject({ more: false, version: 13 });
    expect(last.events.map(({ prev }) => prev)).toEqual([7, 8, 9, 10, 11, 12]);
  });

  it("are none when nothing has changed", async () => {
    const [alice] = chat.people();
    const { id, version } = await alice.makeRoom({ kind: "group" });
    expect(await alice.changes(id, version)).toEqual({ events: [], version, more: false, marks: 0 });
  });

  it("that changed one row again come as its last one, and the chain has no hole", async () => {
    const [alice, bob] = chat.people();
    const { id, version } = await alice.makeRoom({ kind: "group", members: ["bob"] });
    await alice.remove(id, bob);
    await alice.say(id, "without him");
    await alice.add(id, bob);
    await alice.remove(id, bob);
    const { events } = await alice.changes(id, version);
    expect(events.map(({ type, prev, version: to }) => [type, prev, to])).toEqual([
      ["message", version, version + 2],
      ["member", version + 2, version + 4],
    ]);
    expect(events[1]).toMatchObject({ member: { userId: "bob", leftAt: expect.any(String) }, memberCount: 1 });
  });

  it("applied to an old state give what a fresh reader sees, whatever the size of a page", async () => {
    const [alice, bob, carol] = chat.people();
    const { id } = await alice.makeRoom({ kind: "channel", members: ["bob"] });
    await alice.say(id, "old");
    const { version } = await alice.room(id);
    const before = await freshView(alice, id);
    for (const index of range(12)) {
      await alice.say(id, `text ${index}`);
      if (index % 3 === 0) await carol.join(id);
      if (index % 3 === 1) await alice.remove(id, carol);
      if (index === 6) await alice.remove(id, bob);
    }
    for (const limit of [1, 3, 200]) {
      const replica = new Replica(version, before);
      await replica.catchUp(alice, id, limit);
      expect(replica.view).toEqual(await freshView(alice, id));
      expect(replica.version).toBe((await alice.room(id)).version);
    }
  });

  it("begin anew for a position above the room's own", async () => {
    const [alice] = chat.people();
    const { id, version } = await alice.makeRoom({ kind: "group" });
    const path = `/v1/rooms/${id}/changes?since=${version + 1}`;
    expect(await alice.must(alice.get<Changes>(path))).toEqual({ reset: true, version, seq: 0, marks: 0 });
  });

  it("begin anew for a membership that began after the position", async () => {
    const [alice, bob] = chat.people();
    const { id } = await alice.makeRoom({ kind: "group", members: ["bob"] });
    const old = (await bob.room(id)).version;
    await alice.remove(id, bob);
    await alice.say(id, "without him");
    await alice.add(id, bob);
    const { version } = await bob.room(id);
    const answer = await bob.must(bob.get<Changes>(`/v1/rooms/${id}/changes?since=${old}`));
    expect(answer).toEqual({ reset: true, version, seq: 1, marks: 0 });
    expect(await bob.changes(id, version)).toMatchObject({ events: [], version });
  });

  it("begin anew for whoever is more than a thousand behind", async () => {
    const [alice] = chat.people();
    const { id, version } = await alice.makeRoom({ kind: "group" });
    await inLanes(1_000, (index) => alice.accept(id, `text ${index}`));
    await alice.say(id, "the end");
    const at = async (since: number) =>
      alice.must(alice.get<Changes>(`/v1/rooms/${id}/changes?since=${since}&limit=1`));
    expect(await at(version)).toEqual({ reset: true, version: version + 1_001, seq: 1_001, marks: 0 });
    expect(await at(version + 1)).toMatchObject({ more: true, version: version + 2 });
  });
});

describe("who I am", () => {
  it("is what my token says", async () => {
    const alice = chat.aUser("alice", { name: "Alice A." });
    const me = await alice.must(alice.get<Me>("/v1/me"));
    expect(me).toEqual({ userId: "alice", tenantId: alice.tenant, version: 0, name: "Alice A." });
  });

  it("has changes of its own: memberships that began and ended", async () => {
    const [alice, bob] = chat.people();
    const first = await alice.makeRoom({ kind: "group", members: ["bob"] });
    const second = await alice.makeRoom({ kind: "group", members: ["bob"] });
    await alice.remove(first.id, bob);
    const { events, version, more } = await bob.must(bob.get<MeChanges>("/v1/me/changes?since=0"));
    const room = { id: second.id, me: { userId: "bob" }, memberCount: 2 };
    expect(events).toMatchObject([
      { type: "joined", roomId: second.id, prev: 0, version: 2, room },
      { type: "left", roomId: first.id, prev: 2, version: 3 },
    ]);
    expect([version, more]).toEqual([3, false]);
    expect((await bob.must(bob.get<Me>("/v1/me"))).version).toBe(3);
  });

  it("has changes page by page", async () => {
    const [alice, bob] = chat.people();
    await inTurn(5, () => alice.makeRoom({ kind: "group", members: ["bob"] }));
    const read = async (since: number) => bob.must(bob.get<MeChanges>(`/v1/me/changes?since=${since}&limit=2`));
    const pages = [await read(0), await read(2), await read(4)];
    expect(pages.map(({ version, more }) => [version, more])).toEqual([
      [2, true],
      [4, true],
      [5, false],
    ]);
    const chain = pages.flatMap(({ events }) => events.map(({ prev, version }) => [prev, version]));
    expect(chain).toEqual(range(5).map((index) => [index, index + 1]));
  });
});

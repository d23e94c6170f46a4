import { beforeEach, describe, expect, it } from "@jest/globals";
import { aUser } from "../../test/support/builders.ts";
import { range } from "../../test/support/chat.ts";
import { settled } from "../../test/support/fake-clock.ts";
import { FakeGateway, graceMs } from "../../test/support/fakes-gateway.ts";
import { lifetimeMs } from "../../test/support/fakes-presence.ts";
import type { Actor } from "../entities/actor.ts";
import { mostWatched } from "./watch-list.ts";

/** As long as it takes to tell of what was heard, and until the next may be told of the same user. */
const soon = 200;
const paceMs = 2_000;
const [alice, bob, carol] = [aUser("alice"), aUser("bob"), aUser("carol")];
let gateway: FakeGateway;

/** Alice is here. */
beforeEach(async () => {
  gateway = new FakeGateway();
  for (const userId of ["alice", "bob", "carol"]) gateway.chat.add(userId);
  await gateway.connect("alice");
  await gateway.clock.turn(soon);
});

const watch = (sessionId: string, ...userIds: readonly string[]) =>
  gateway.watches.change(sessionId, aUser(sessionId.split("-")[0]), userIds, []);
/** What another gateway says of a user. */
const says = async (user = bob, online = true): Promise<void> => {
  const sightings = await (online ? gateway.store.hold([user]) : gateway.store.release([user]));
  await gateway.hear(sightings.map((sighting) => ({ to: "presence", sighting }) as const));
  await gateway.clock.turn(soon);
};
const heardBy = (sessionId: string) => gateway.sockets.log(sessionId).slice(1);

describe("a session that watches users", () => {
  it("is answered how they stand, and told when that changes", async () => {
    await says(carol);
    expect(await watch("alice", "bob", "carol")).toEqual([
      { userId: "bob", online: false },
      { userId: "carol", online: true },
    ]);
    await says(bob);
    await gateway.clock.turn(paceMs);
    await says(bob, false);
    expect(heardBy("alice")).toEqual(["bob is online", "bob is offline"]);
  });

  it("is told of those who come and go here, in the end", async () => {
    await watch("alice", "bob");
    await gateway.connect("bob");
    await gateway.clock.turn(soon);
    gateway.disconnect("bob");
    await gateway.clock.turn(graceMs + soon);
    expect(heardBy("alice")).toEqual(["bob is online", "bob is offline"]);
  });

  it("is told of several at once, and is not told what it knows", async () => {
    await watch("alice", "bob", "carol");
    const sightings = await gateway.store.hold([bob, carol]);
    const notices = sightings.map((sighting) => ({ to: "presence", sighting }) as const);
    await gateway.hear(notices, notices);
    await gateway.clock.turn(soon);
    await gateway.watches.recheck();
    await gateway.clock.turn(paceMs + soon);
    expect(heardBy("alice")).toEqual(["bob is online, carol is online"]);
  });

  it("is told of one who flaps as they are in the end, once in two seconds", async () => {
    await watch("alice", "bob");
    for (const times of range(20)) await says(bob, times % 2 === 0);
    await says(bob);
    await gateway.clock.turn(2 * paceMs);
    expect(heardBy("alice").length).toBeLessThanOrEqual(4);
    expect(heardBy("alice").at(-1)).toBe("bob is online");
  });

  it("is not misled by notices that overtake each other", async () => {
    await watch("alice", "bob");
    const [came] = await gateway.store.hold([bob]);
    const [went] = await gateway.store.release([bob]);
    const [again] = await gateway.store.hold([bob]);
    await gateway.hear([again!, came!, went!].map((sighting) => ({ to: "presence", sighting }) as const));
    await gateway.clock.turn(soon);
    expect(heardBy("alice")).toEqual(["bob is online"]);
  });

  it("finds by itself whom a dead gateway does not hold any more", async () => {
    await says(bob);
    await watch("alice", "bob");
    await gateway.clock.turn(lifetimeMs);
    await gateway.watches.recheck();
    await gateway.clock.turn(soon);
    expect(heardBy("alice")).toEqual(["bob is offline"]);
  });

  it("hears nothing more of whom it unwatches, nor does anybody once it is closed", async () => {
    const watched = () => [...gateway.source.watched].filter((each) => each.startsWith("presence"));
    await gateway.connect("carol");
    await watch("alice", "bob", "alice");
    await watch("carol", "bob");
    expect(watched()).toEqual(["presence of acme/bob", "presence of acme/alice"]);
    await gateway.watches.change("alice", alice, [], ["bob", "nobody"]);
    await says(bob);
    expect([heardBy("alice"), heardBy("carol")]).toEqual([[], ["bob is online"]]);
    for (const sessionId of ["alice", "carol"]) gateway.disconnect(sessionId);
    await settled();
    expect(watched()).toEqual([]);
  });

  it("watches nobody when it was closed before it was answered", async () => {
    let read: () => void = () => {};
    gateway.source.ready = () => new Promise((resolve) => (read = resolve));
    const answer = watch("alice", "bob");
    gateway.disconnect("alice");
    await settled();
    read();
    expect([await answer, await watch("alice", "bob")]).toEqual([[], []]);
    expect([...gateway.source.watched].filter((each) => each.endsWith("bob"))).toEqual([]);
  });

  it("is told nothing before it is answered, and the answer is the latest", async () => {
    const reads: (() => void)[] = [];
    gateway.chat.delay = () => new Promise((resolve) => reads.push(resolve));
    const answer = watch("alice", "bob");
    await says(bob);
    await gateway.clock.turn(paceMs);
    expect(heardBy("alice")).toEqual([]);
    gateway.chat.delay = () => Promise.resolve();
    for (const read of reads) read();
    expect(await answer).toEqual([{ userId: "bob", online: true }]);
    await gateway.clock.turn(paceMs);
    expect(heardBy("alice")).toEqual([]);
  });

  it("watches 500 users and no more, and is refused as a whole", async () => {
    const crowd = range(mostWatched).map((index) => `user-${index}`);
    expect(await watch("alice", ...crowd)).toHaveLength(mostWatched);
    await expect(watch("alice", "user-1", "bob")).rejects.toMatchObject({ code: "too_many_watched" });
    await expect(gateway.watches.change("alice", alice, ["bob", "carol"], ["user-0"])).rejects.toThrow();
    await says(aUser("user-0"));
    expect(heardBy("alice")).toEqual(["user-0 is online"]);
    expect(await gateway.watches.change("alice", alice, ["bob"], ["user-0"])).toHaveLength(1);
  });
});

describe("those of whom one has blocked the other", () => {
  beforeEach(async () => {
    await gateway.connect("bob");
    await gateway.clock.turn(soon);
  });

  it("are offline to each other, as one who does not exist", async () => {
    gateway.chat.block("alice", "bob");
    expect(await watch("alice", "bob", "nobody")).toEqual(
      ["bob", "nobody"].map((userId) => ({ userId, online: false })),
    );
    expect(await watch("bob", "alice")).toEqual([{ userId: "alice", online: false }]);
    gateway.disconnect("bob");
    await gateway.clock.turn(graceMs + soon);
    expect(heardBy("alice")).toEqual([]);
  });

  it("go offline to each other when that is found, and nobody else is told", async () => {
    await gateway.connect("carol");
    for (const sessionId of ["alice", "carol"]) await watch(sessionId, "bob");
    gateway.chat.block("bob", "alice");
    await gateway.watches.recheck();
    await gateway.clock.turn(soon);
    expect([heardBy("alice"), heardBy("carol")]).toEqual([["bob is offline"], []]);
  });

  it("hide nothing from a service", async () => {
    gateway.chat.block("alice", "bob");
    const service: Actor = { ...alice, isService: true };
    expect(await gateway.watches.change("alice", service, ["bob"], [])).toEqual([{ userId: "bob", online: true }]);
  });
});

describe("while something is away", () => {
  it("the store: nobody is called offline, and all is told when it is back", async () => {
    await says(carol);
    await watch("alice", "carol");
    gateway.store.isAway = true;
    expect(await watch("alice", "bob", "carol")).toEqual([{ userId: "carol", online: true }]);
    await gateway.watches.recheck();
    await gateway.clock.turn(soon);
    expect(heardBy("alice")).toEqual([]);
    gateway.store.isAway = false;
    await gateway.watches.recheck();
    await gateway.clock.turn(soon);
    expect(heardBy("alice")).toEqual(["bob is offline"]);
  });

  it("the store: whoever looks first when it is back looks for the others, too", async () => {
    await gateway.connect("carol");
    gateway.store.isAway = true;
    expect(await watch("alice", "bob")).toEqual([]);
    gateway.store.isAway = false;
    await watch("carol", "bob");
    await gateway.clock.turn(soon);
    expect([heardBy("alice"), heardBy("carol")]).toEqual([["bob is offline"], []]);
  });

  it("the database: nobody is told what they may not know, nor watches anybody more", async () => {
    await watch("alice", "bob");
    gateway.chat.isDown = true;
    await expect(watch("alice", "carol")).rejects.toThrow("The database is away.");
    for (const user of [bob, carol]) await says(user);
    expect([heardBy("alice"), gateway.telemetry.count("setback")]).toEqual([[], 1]);
    gateway.chat.isDown = false;
    await gateway.watches.recheck();
    await gateway.clock.turn(soon);
    expect(heardBy("alice")).toEqual(["bob is online"]);
  });
});

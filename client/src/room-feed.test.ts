import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { ModelRoom } from "../test/model-room.ts";
import type { RoomEvent } from "./contract.ts";
import { RoomFeed } from "./room-feed.ts";
import { startRoom } from "./room-reducer.ts";
import type { RoomState } from "./room-reducer.ts";

const kinds = [
  "post", "post", "edit", "edit", "delete", "join", "leave", "rename", "conceal", "hide", "veil", "receive", "receive", // the room goes on
  "next", "next", "next", "next", "deliver", "double", "drop", // the live way is careless
  "sync", "load", "older", "older", "receipts", "arrive", "arrive", // answers take their time
] as const; // prettier-ignore
type Step = readonly [kind: (typeof kinds)[number], pick: number];

/** Longer than the window that is opened onto it. */
const aLongRoom: readonly Step[] = [
  ...Array<Step>(5).fill(["post", 0]),
  ...Array<Step>(5).fill(["next", 0]),
  ["load", 1],
  ["arrive", 0],
];

const users = ["alice", "bob", "carol"];

/** A room, a reader, and the network between them. */
class World {
  readonly room = new ModelRoom();
  readonly feed = new RoomFeed("lobby");
  #live: (() => void)[] = [];
  #answers: (() => void)[] = [];

  play(step: Step): void {
    const { generation, state } = this.feed;
    this.#play(step);
    const isContinued = generation === this.feed.generation && state && !this.feed.needsPage;
    if (isContinued) expect(this.feed.state?.version).toBeGreaterThanOrEqual(state.version);
  }

  #play([kind, pick]: Step): void {
    const user = users[pick % users.length]!;
    if (kind === "post") this.#tell(this.room.post(`text ${pick}`, user));
    else if (kind === "edit") this.#tell(this.room.edit(1 + (pick % (this.room.seq + 1)), `edit ${pick}`));
    else if (kind === "delete") this.#tell(this.room.delete(1 + (pick % (this.room.seq + 1))));
    else if (kind === "join" || kind === "leave") this.#tell(this.room[kind](user));
    else if (kind === "rename") this.#tell(this.room.rename(`name ${pick}`));
    else if (kind === "conceal") this.#tell(this.room.conceal());
    else if (kind === "hide") this.#tell(this.room.hide());
    else if (kind === "veil") this.#tell(this.room.veil(pick % (this.room.seq + 1)));
    else if (kind === "receive") this.#receive(user, pick);
    else if (kind === "next") this.#deliver("deliver", 0);
    else if (kind === "deliver" || kind === "double" || kind === "drop") this.#deliver(kind, pick);
    else if (kind === "arrive") this.#answers.splice(pick % (this.#answers.length + 1), 1)[0]?.();
    else this.ask(kind, 1 + (pick % 3));
  }

  /** Takes the answer now; it arrives later, unless the reader has started afresh meanwhile. */
  ask(what: "sync" | "load" | "older" | "receipts", limit: number): void {
    const { feed, room } = this;
    const generation = feed.generation;
    const answer = (take: () => void) => this.#answers.push(() => feed.generation === generation && take());
    const page = room.page(limit, what === "older" ? feed.state?.oldestSeq : undefined);
    if (what === "load") answer(() => feed.needsPage && feed.start(room.fresh(page)));
    if (what === "older") answer(() => feed.widen(page));
    if (what === "receipts") {
      const receipts = room.receipts();
      answer(() => feed.takeReceipts(receipts));
    }
    if (what !== "sync" || feed.needsPage || !feed.state) return;
    const changes = room.changes(feed.state.version, limit, 5);
    answer(() => ("reset" in changes ? feed.restart() : feed.catchUp(changes)));
  }

  /** What the client does in the end: asks until nothing is missing. */
  comeToRest(): RoomState {
    this.feed.doubt();
    this.feed.expect(0, this.room.marks);
    for (let turns = 0; !this.feed.isWhole && turns < 1_000; turns += 1) {
      this.#answers = [];
      const lacks = this.feed.behind ? "sync" : "receipts";
      this.ask(this.feed.needsPage ? "load" : lacks, 3);
      this.#answers[0]!();
    }
    return this.feed.state!;
  }

  #receive(userId: string, pick: number): void {
    const event = this.room.receive([
      { userId, delivered: pick % (this.room.seq + 1), read: (pick >> 3) % (this.room.seq + 1) },
    ]);
    if (event) this.#live.push(() => this.feed.offerReceipts(event));
  }

  #tell(event: RoomEvent | undefined): void {
    if (event) this.#live.push(() => this.feed.offer([event]));
  }

  #deliver(how: "deliver" | "double" | "drop", pick: number): void {
    const at = pick % (this.#live.length + 1);
    const arrive = how === "double" ? this.#live[at] : this.#live.splice(at, 1)[0];
    if (how !== "drop") arrive?.();
  }
}

const freshFrom = (room: ModelRoom, seen: RoomState): RoomState => {
  const page = room.page(room.seq);
  const messages = page.messages.filter((message) => message.seq >= seen.oldestSeq);
  const { belowVersion, hasMoreBefore } = seen;
  return { ...startRoom(room.fresh({ ...page, messages })), oldestSeq: seen.oldestSeq, belowVersion, hasMoreBefore };
};

describe("a room's feed", () => {
  it("ends where a fresh fetch begins, whatever the network did", () => {
    const step = fc.tuple(fc.constantFrom(...kinds), fc.nat(1_000));
    const property = fc.property(fc.array(step, { maxLength: 120, size: "max" }), (steps) => {
      const world = new World();
      for (const one of [...aLongRoom, ...steps]) world.play(one);
      const state = world.comeToRest();
      expect(state).toEqual(freshFrom(world.room, state));
    });
    fc.assert(property, { numRuns: 500 });
  });

  it("starts afresh where what the reader may see is another, as an event says that covers nothing", () => {
    const world = new World();
    for (const step of aLongRoom) world.play(step);
    expect(world.feed.offer([world.room.veil(2)])).toEqual([]);
    expect(world.feed.behind).toBe(true);
    world.ask("sync", 3);
    world.play(["arrive", 0]);
    expect([world.feed.needsPage, world.comeToRest().messages.map(({ seq }) => seq)]).toEqual([true, [3, 4, 5]]);
  });

  it("takes receipts in any order, and knows when some are missing", () => {
    const world = new World();
    for (const step of [
      ["join", 1],
      ["post", 0],
      ["load", 0],
      ["arrive", 0],
    ] as const) {
      world.play(step);
    }
    const say = (delivered: number, read: number) => world.room.receive([{ userId: "bob", delivered, read }])!;
    world.room.post("two");
    const [first, second, third] = [say(1, 0), say(1, 1), say(2, 1)];
    const watermarks = () => world.feed.state?.watermarks.get("bob");
    world.feed.offerReceipts(third);
    expect([watermarks(), world.feed.lacksReceipts]).toEqual([{ userId: "bob", delivered: 2, read: 1 }, true]);
    world.feed.offerReceipts(first);
    world.feed.offerReceipts(second);
    expect([watermarks()?.read, world.feed.lacksReceipts]).toEqual([1, false]);
    world.feed.offerReceipts({ ...first, prev: 0, marks: 0 });
    expect(world.feed.lacksReceipts).toBe(false);
  });

  it("shows receipts that are hidden until all are read anew, and nothing of them that comes late", () => {
    const world = new World();
    for (const step of [["join", 1], ["post", 0], ["load", 0], ["arrive", 0]] as const) world.play(step); // prettier-ignore
    const read = () => world.feed.state?.watermarks.get("bob")?.read;
    const before = world.room.receive([{ userId: "bob", delivered: 1, read: 1 }])!;
    world.feed.offerReceipts(before);
    world.ask("receipts", 1);
    world.feed.offer([world.room.conceal()]);
    expect([read(), world.feed.lacksReceipts]).toEqual([1, true]);
    world.play(["arrive", 0]);
    expect([read(), world.feed.lacksReceipts]).toEqual([1, true]);
    world.feed.takeReceipts(world.room.receipts());
    world.feed.offerReceipts(before);
    expect([read(), world.feed.lacksReceipts]).toEqual([0, false]);
  });

  it("keeps what came too early, and tells it in order once the gap is filled", () => {
    const world = new World();
    world.play(["load", 0]);
    world.play(["arrive", 0]);
    const [one, two, three] = [world.room.post("one"), world.room.post("two"), world.room.post("three")];
    expect(world.feed.offer([three, two])).toEqual([]);
    expect(world.feed.behind).toBe(true);
    expect(world.feed.offer([one])).toEqual([one, two, three]);
    expect(world.feed.behind).toBe(false);
  });

  it("starts afresh after a reset, and shows the old state until then", () => {
    const world = new World();
    world.play(["load", 0]);
    world.play(["arrive", 0]);
    world.feed.restart();
    const early = world.room.post("one");
    expect(world.feed.offer([early])).toEqual([]);
    expect(world.feed.state?.messages).toEqual([]);
    const missed = world.feed.start(world.room.fresh(world.room.page(50)));
    expect(missed).toEqual([]);
    expect(world.feed.state?.messages).toHaveLength(1);
  });
});

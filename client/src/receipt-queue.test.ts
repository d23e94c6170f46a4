import { describe, expect, it } from "@jest/globals";
import { FakeClock } from "../test/fake-clock.ts";
import type { ReceiptRequest } from "./contract.ts";
import { ChatApiError, ChatClientError } from "./errors.ts";
import { ReceiptQueue } from "./receipt-queue.ts";

const read = (seq: number) => ({ delivered: 0, read: seq });
const delivered = (seq: number) => ({ delivered: seq, read: 0 });

/** A queue, and a server that fails as often as there are failures. */
class World {
  readonly clock = new FakeClock();
  readonly sent: (readonly ReceiptRequest[])[] = [];
  readonly failures: Error[] = [];
  readonly refused: string[] = [];
  /** Happens while they are under way. */
  meanwhile: () => void = () => {};
  isOnline = true;
  newestSeq = 100;
  readonly queue = new ReceiptQueue({
    scheduler: this.clock,
    random: () => 0.5,
    send: (receipts) => this.#take(receipts),
    isOnline: () => this.isOnline,
    newestSeq: () => this.newestSeq,
    refused: (roomId) => this.refused.push(roomId),
  });

  async #take(receipts: readonly ReceiptRequest[]): Promise<void> {
    this.sent.push(receipts);
    this.meanwhile();
    const failure = this.failures.shift();
    if (failure) throw failure;
  }
}

const refusal = (path: string) => {
  const problem = { path, code: "room_not_found", message: "x" };
  return new ChatApiError({ code: "room_not_found", detail: "x", errors: [problem] });
};

describe("receipts", () => {
  it("of many rooms and turns go in one request, the farthest of each room", async () => {
    const { queue, clock, sent } = new World();
    queue.say("lobby", delivered(3));
    queue.say("lobby", read(2));
    queue.say("lobby", read(1));
    queue.say("den", delivered(5));
    queue.say("den", read(5));
    await clock.pass(500);
    expect(sent).toEqual([[{ roomId: "lobby", delivered: 3, read: 2 }, { roomId: "den", read: 5 }]]); // prettier-ignore
  });

  it("are said a few times a second at most, and nothing twice", async () => {
    const { queue, clock, sent } = new World();
    for (let seq = 1; seq <= 100; seq += 1) {
      queue.say("lobby", read(seq));
      await clock.pass(20);
    }
    await clock.pass(500);
    queue.say("lobby", delivered(100));
    queue.say("lobby", read(7));
    await clock.pass(10_000);
    expect(sent.length).toBeLessThanOrEqual(6);
    expect(sent.at(-1)).toEqual([{ roomId: "lobby", read: 100 }]);
  });

  it("are at most 200 in a request", async () => {
    const { queue, clock, sent } = new World();
    for (let room = 0; room < 450; room += 1) queue.say(`room ${room}`, read(1));
    await clock.pass(2_000);
    expect(sent.map((receipts) => receipts.length)).toEqual([200, 200, 50]);
  });

  it("are repeated until they are taken, with what was said meanwhile", async () => {
    const { queue, clock, sent, failures } = new World();
    failures.push(new ChatClientError("timeout"), new ChatApiError({ code: "unavailable", detail: "x" }));
    queue.say("lobby", read(1));
    await clock.pass(500);
    queue.say("lobby", delivered(4));
    await clock.pass(10_000);
    const both = [{ roomId: "lobby", delivered: 4, read: 1 }];
    expect(sent).toEqual([[{ roomId: "lobby", read: 1 }], both, both]);
  });

  it("wait for a session, and go at once when it is there", async () => {
    const world = new World();
    world.isOnline = false;
    world.queue.say("lobby", read(1));
    await world.clock.pass(60_000);
    expect(world.sent).toEqual([]);
    world.isOnline = true;
    world.queue.wake();
    expect(world.sent).toEqual([[{ roomId: "lobby", read: 1 }]]);
  });

  it("of a room that is refused are dropped, and the rest is sent again", async () => {
    const { queue, clock, sent, failures, refused } = new World();
    failures.push(refusal("1.roomId"));
    for (const roomId of ["a", "b", "c"]) queue.say(roomId, read(1));
    await clock.pass(10_000);
    expect(sent.map((receipts) => receipts.map(({ roomId }) => roomId))).toEqual([["a", "b", "c"], ["a", "c"]]); // prettier-ignore
    expect(refused).toEqual(["b"]);
  });

  it("of a room that I left are not said, nor those of a history that is gone", async () => {
    const { queue, clock, sent } = new World();
    queue.say("lobby", read(1));
    queue.drop("lobby");
    queue.say("den", read(1));
    queue.forget();
    await clock.pass(10_000);
    expect(sent).toEqual([]);
  });

  it("that the server has from another device are not said, unless a marker may have to go", async () => {
    const { queue, clock, sent } = new World();
    queue.heard("lobby", { delivered: 5, read: 5 });
    queue.say("lobby", read(5));
    queue.say("lobby", delivered(5));
    await clock.pass(1_000);
    expect(sent).toEqual([]);
    queue.say("lobby", read(5), true);
    await clock.pass(1_000);
    expect(sent).toEqual([[{ roomId: "lobby", read: 5 }]]);
  });

  it("beyond the newest message count as that one: the next message is said all the same", async () => {
    const world = new World();
    world.newestSeq = 5;
    world.queue.say("lobby", read(999));
    await world.clock.pass(1_000);
    world.queue.say("lobby", read(6));
    await world.clock.pass(1_000);
    expect(world.sent.map(([first]) => first?.read)).toEqual([999, 6]);
  });

  it("of reading are not sent, nor repeated, once the room shall be unread", async () => {
    const world = new World();
    const { queue, clock, sent, failures } = world;
    failures.push(new ChatClientError("timeout"));
    world.meanwhile = () => expect(queue.unsay("lobby")).toBe(3);
    queue.say("lobby", read(3));
    await clock.pass(500);
    world.meanwhile = () => {};
    queue.say("lobby", read(4));
    expect(queue.unsay("lobby")).toBe(4);
    await clock.pass(10_000);
    expect(sent).toEqual([[{ roomId: "lobby", read: 3 }], [{ roomId: "lobby", delivered: 4 }]]);
  });
});

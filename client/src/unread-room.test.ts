import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { ModelRoom } from "../test/model-room.ts";
import type { UnreadRoom as CountedRoom, Message, RoomEvent } from "./contract.ts";
import { UnreadRoom } from "./unread-room.ts";

const kinds = [
  "post", "post", "mention", "own", "delete", "elsewhere", "mark", "unmark", // what happens
  "here", "mark here", // what is said here, and applied later
  "message", "message", "message", "message", "message", "moved", "settings", "skip", // what is heard of it
  "ask", "ask", "answer", "answer",
] as const; // prettier-ignore
const setbacks = ["lose", "reconnect"] as const;
type Step = readonly [kind: (typeof kinds)[number] | (typeof setbacks)[number], pick: number];

const me = "alice";

/** A room, one of its members, and three ways from one to the other, each with its own delay. */
class World {
  readonly room = new ModelRoom();
  readonly held = new UnreadRoom({ seq: 0, read: 0, unread: 0, unreadMentions: 0 });
  readonly #messages: Message[] = [];
  readonly #receipts: (() => void)[] = [];
  readonly #settings: (() => void)[] = [];
  readonly #said: number[] = [];
  #isOneLost = false;
  #answer: CountedRoom | "nothing" | undefined;

  constructor() {
    this.room.join(me);
  }

  play([kind, pick]: Step): void {
    const at = Math.max(0, this.room.seq - (pick % 4));
    if (kind === "post" || kind === "own") this.#post(kind === "own");
    else if (kind === "mention") this.#post(false, [me]);
    else if (kind === "delete") this.#tell(this.room.delete(at));
    else if (kind === "elsewhere") this.#read(at);
    else if (kind === "mark" || kind === "unmark") this.#mark(kind === "mark" ? at : undefined);
    else if (kind === "here") this.#say(Math.max(0, this.held.state.seq - (pick % 3)));
    else if (kind === "mark here") this.#markHere(at);
    else if (kind === "message") this.#hear();
    else if (kind === "skip") this.#skip();
    else if (kind === "lose") this.#lose();
    else if (kind === "moved") this.#receipts.shift()?.();
    else if (kind === "settings") this.#settings.shift()?.();
    else if (kind === "ask") this.#ask();
    else if (kind === "answer") this.#arrive();
    else this.#reconnect();
  }

  /** What the client does in the end: hears all that there is, and asks until nothing is doubtful. */
  comeToRest(): void {
    // Only the message after it shows that one was lost.
    if (this.#isOneLost) this.#post(false);
    for (const read of this.#said.splice(0)) this.#read(read);
    while (this.#messages.length > 0) this.#hear();
    for (const way of [this.#receipts, this.#settings]) {
      for (const hear of way.splice(0)) hear();
    }
    this.#answer = undefined;
    this.#ask();
    this.#arrive();
  }

  #post(isMine: boolean, mentions: readonly string[] = []): void {
    this.#tell(this.room.post("text", isMine ? me : "bob", undefined, mentions));
  }

  #tell(event: RoomEvent | undefined): void {
    if (event?.type === "message") this.#messages.push(event.message);
  }

  #hear(): void {
    const message = this.#messages.shift();
    if (message) this.held.message(message, me);
  }

  /** One that is new: what has changed of another comes in the order of versions, or is caught up. */
  #lose(): void {
    if (this.#messages[0]?.deletedAt === undefined) this.#isOneLost ||= this.#messages.shift() !== undefined;
  }

  #say(read: number): void {
    this.held.say(read);
    this.#said.push(read);
  }

  /** A marker stands until something is read after it. */
  #read(read: number): void {
    const moved = this.room.receive([{ userId: me, delivered: read, read }]);
    if (moved) this.#receipts.push(() => this.held.moved(moved.receipts[0]!.read));
    if (this.room.markers.has(me)) this.#mark(undefined);
  }

  #mark(marker: number | undefined): void {
    if (marker === undefined) this.room.markers.delete(me);
    else this.room.markers.set(me, marker);
    this.#settings.push(() => this.held.mark(marker));
  }

  /** What is not on its way yet is not said any more. */
  #markHere(marker: number): void {
    if (this.#said.splice(0).length > 0) this.held.unsay();
    this.#mark(marker);
    this.held.mark(marker);
  }

  /** The session was too slow: it is told that something is missing in place of the message. */
  #skip(): void {
    if (this.#messages.shift()) this.held.doubt();
  }

  #ask(): void {
    if (this.#answer) return;
    this.held.ask();
    const { seq, unread, unreadMentions } = this.room.standing(me);
    this.#answer = unread > 0 ? { roomId: "lobby", seq, unread, unreadMentions } : "nothing";
  }

  #arrive(): void {
    const answer = this.#answer;
    this.#answer = undefined;
    if (answer) this.held.answer(answer === "nothing" ? undefined : answer);
  }

  /** What was on its way is lost but for the settings, which are caught up. */
  #reconnect(): void {
    for (const way of [this.#messages, this.#receipts]) way.splice(0);
    this.held.stand(this.room.standing(me), "unknown");
  }
}

describe("what is unread in a room", () => {
  it.each([
    ["whatever is late", kinds],
    ["whatever is late or lost", [...kinds, ...setbacks]],
  ])("is what the server counts once all is heard, %s", (_, possible) => {
    const step = fc.tuple(fc.constantFrom(...possible), fc.nat(1_000));
    const property = fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const world = new World();
      for (const one of steps) world.play(one);
      world.comeToRest();
      const { unread, unreadMentions } = world.room.standing(me);
      expect(world.held).toMatchObject({ doubtful: false, state: { unread, unreadMentions } });
    });
    fc.assert(property, { numRuns: 5_000 });
  });

  it("is not what the server counted before I read it all on another device", () => {
    const held = new UnreadRoom({ seq: 3, read: 0, unread: 3, unreadMentions: 0 });
    held.doubt();
    held.ask();
    held.moved(3);
    held.answer({ roomId: "lobby", seq: 3, unread: 3, unreadMentions: 0 });
    expect([held.state.unread, held.doubtful]).toEqual([0, true]);
  });

  it("follows the marker wherever it goes", () => {
    const held = new UnreadRoom({ seq: 5, read: 5, unread: 0, unreadMentions: 0 });
    for (const marker of [4, 2]) {
      held.mark(marker);
      expect(held.doubtful).toBe(true);
      held.ask();
      held.answer({ roomId: "lobby", seq: 5, unread: 5 - marker, unreadMentions: 0 });
      expect(held.state.unread).toBe(5 - marker);
    }
    held.mark(undefined);
    expect([held.doubtful, held.state.unread]).toEqual([false, 0]);
  });

  it("is nothing as soon as I have read it here, and what the server counts once it has heard that", () => {
    const counted = { unread: 3, unreadMentions: 1 };
    const held = new UnreadRoom({ seq: 5, read: 2, ...counted });
    expect([held.say(5), held.state]).toMatchObject([true, { unread: 0, unreadMentions: 0 }]);
    held.stand({ seq: 5, read: 2, ...counted }, "unknown");
    expect(held.state).toMatchObject({ unread: 0, unreadMentions: 0 });
    held.stand({ seq: 5, read: 5, ...counted }, "unknown");
    expect([held.state, held.say(5)]).toMatchObject([counted, true]);
  });
});

import type { RoomEvent } from "../../core/entities/event.ts";
import type { FakeRoom } from "./fakes-room.ts";

/** The messages of one room that a client holds: what it read, what was pushed to it, and what it pulled. */
export class FakeReader {
  readonly #room: FakeRoom;
  readonly #userId: string;
  /** Nothing where the room is not there for the user. */
  #version: number | undefined;
  /** By `seq`, each with the version of its last change. */
  #held: ReadonlyMap<number, number> = new Map();

  constructor(room: FakeRoom, userId: string) {
    this.#room = room;
    this.#userId = userId;
    this.#start();
  }

  follow(event: RoomEvent): void {
    if (this.#version === undefined || event.version <= this.#version) return;
    if (event.prev > this.#version) {
      this.pull();
      return;
    }
    if (event.type === "message") this.#held = new Map(this.#held).set(event.message.seq, event.version);
    this.#version = event.version;
  }

  /** Asks the feed, which may say that it does not go on from here. */
  pull(): void {
    const changed = this.#version === undefined ? undefined : this.#room.changedFor(this.#userId, this.#version);
    if (!changed) {
      this.#start();
      return;
    }
    this.#held = new Map([...this.#held, ...changed]);
    this.#version = this.#room.state.version;
  }

  /** Whether it holds what somebody gets who reads the room now. */
  get isTrue(): boolean {
    const fresh = this.#room.visibleTo(this.#userId);
    const isSame = fresh.size === this.#held.size && [...fresh].every(([seq, at]) => this.#held.get(seq) === at);
    return isSame && this.#version === this.#room.state.version;
  }

  #start(): void {
    this.#held = this.#room.visibleTo(this.#userId);
    this.#version = this.#room.isMember(this.#userId) ? this.#room.state.version : undefined;
  }
}

import type { FeedReset, RoomChangedEvent, RoomEvent } from "../entities/event.ts";
import { pullHint } from "../entities/event.ts";
import type { RoomTerms } from "../entities/room.ts";

/** What a session was told of a room as it enters it. */
export interface Entry {
  readonly version: number;
  readonly seq: number;
  readonly marks: number;
  /** The newest message that it may not see, by its `seq`; absent where everybody sees every message. */
  readonly floor?: number | undefined;
}

/**
 * What the sessions of one room may see of its messages. Where history begins with joining, the floor of a session is known from
 * its entry. Of those that were inside when that began, or when the relay passed over something, it is only known that none is
 * above the room's newest message of then: they are told to pull what may lie below their floor, and the feed knows what
 * they may see. An open room costs a comparison an event, and nothing a session.
 */
export class Sight {
  #isSinceJoining = false;
  /** The newest message of the room, as far as the relay has come. */
  #newestSeq = 0;
  #floors: Map<string, { readonly floor: number; readonly enteredAt: number }> | undefined;
  /** Whose floor is not known has none above this. */
  #bound = 0;
  /** Nobody's floor is above this. */
  #highest = 0;

  /** @param isFirst the relay begins where this session enters */
  enter(sessionId: string, { version, seq, floor }: Entry, isFirst: boolean): void {
    if (isFirst) this.#isSinceJoining = floor !== undefined;
    if (isFirst) this.saw(seq);
    this.#floors?.delete(sessionId);
    if (floor === undefined) return;
    this.#floors ??= new Map();
    this.#floors.set(sessionId, { floor, enteredAt: version });
    this.#highest = Math.max(this.#highest, floor);
  }

  leave(sessionId: string): void {
    this.#floors?.delete(sessionId);
  }

  /** A message passes. */
  saw(seq: number): void {
    this.#newestSeq = Math.max(this.#newestSeq, seq);
  }

  /**
   * A room says something new of itself.
   * @returns what its sockets get: where it changes what they may see it covers nothing, so that everybody below it pulls,
   * and is told to start afresh.
   */
  turn(event: RoomChangedEvent): RoomChangedEvent {
    if (isSinceJoining(event.room) === this.#isSinceJoining) return event;
    this.#restart(event.room, event.version);
    return { ...event, prev: event.version };
  }

  /** Everything up to there is passed over. */
  skip({ version, seq, ...terms }: FeedReset & Pick<RoomTerms, "history">): void {
    this.saw(seq);
    this.#restart(terms, version);
  }

  /** Whether everybody may see all of these. */
  isOpenTo(events: readonly RoomEvent[]): boolean {
    return this.#highest === 0 || events.every((event) => !isBelow(this.#highest, event));
  }

  /** These, as one session gets them: what it may not see only moves its position. */
  shownTo(sessionId: string, events: readonly RoomEvent[]): readonly RoomEvent[] {
    const floor = this.#floors?.get(sessionId)?.floor;
    return events.map((event) => {
      if (!isBelow(floor ?? this.#bound, event)) return event;
      const { roomId, prev, version } = event;
      return floor === undefined ? pullHint(roomId, version) : { type: "head", roomId, prev, version };
    });
  }

  /** Who entered above that version was told of later terms, and keeps the floor of then. */
  #restart(terms: Pick<RoomTerms, "history">, version: number): void {
    this.#isSinceJoining = isSinceJoining(terms);
    this.#bound = this.#isSinceJoining ? this.#newestSeq : 0;
    this.#highest = this.#bound;
    for (const [sessionId, { floor, enteredAt }] of this.#floors ?? []) {
      if (enteredAt < version) this.#floors?.delete(sessionId);
      else this.#highest = Math.max(this.#highest, floor);
    }
  }
}

/** Whether this event changed what may be seen, as {@link Sight.turn} made it. */
export const isTurn = ({ type, prev, version }: RoomEvent): boolean => type === "room" && prev === version;

const isSinceJoining = ({ history }: Pick<RoomTerms, "history">): boolean => history === "since-joining";

const isBelow = (floor: number, event: RoomEvent): boolean => event.type === "message" && event.message.seq <= floor;

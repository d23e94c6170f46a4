import type { ChangesPage, MessagesPage, ReceiptsEvent, Room, RoomEvent } from "./contract.ts";
import { EventLine } from "./event-line.ts";
import { RoomMarks } from "./room-marks.ts";
import { applyChanges, applyEvent, applyPage, startRoom } from "./room-reducer.ts";
import type { EventOutcome, FreshRoom, PageOutcome, RoomState } from "./room-reducer.ts";
import type { ReadReceipts } from "./watermarks.ts";
import { watermarksOf } from "./watermarks.ts";

/**
 * One open room: its state, the events that came too early for it, and whether anything is known to be missing.
 * It reads nothing itself. However live events, answers of the feed and pages are interleaved, doubled, dropped or
 * reordered: once it is not `behind`, the state is what a fresh fetch would give.
 */
export class RoomFeed {
  readonly roomId: string;
  /** Counts fresh starts: an answer that was asked for in an earlier generation must not be applied. */
  generation = 0;
  /** No state, or one that cannot be continued: read the latest page. */
  needsPage = true;
  #state: RoomState | undefined;
  #newest = 0;
  #doubtful = false;
  readonly #line = new EventLine<RoomEvent>((event) => this.#take(event));
  readonly #marks = new RoomMarks();
  /** What the state's watermarks were made of. */
  #shown: readonly unknown[] = [];

  constructor(roomId: string) {
    this.roomId = roomId;
  }

  get state(): RoomState | undefined {
    return this.#state;
  }

  /** Whether the room is known, or must be feared, to have changed beyond the state. */
  get behind(): boolean {
    return this.needsPage || this.#doubtful || (this.#state?.version ?? 0) < this.#newest;
  }

  /** Whether watermarks have moved that the state does not show. */
  get lacksReceipts(): boolean {
    return this.#marks.behind;
  }

  /** Nothing is known to be missing. */
  get isWhole(): boolean {
    return !this.behind && !this.lacksReceipts;
  }

  /** Takes live events. @returns those that took effect, in order. */
  offer(events: readonly RoomEvent[]): RoomEvent[] {
    for (const event of events) this.expect(event.version);
    return this.#line.offer(events);
  }

  /** The room is at this version at least, and its marks stand there at least. */
  expect(version: number, marks = 0): void {
    this.#newest = Math.max(this.#newest, version);
    this.#marks.expect(marks);
  }

  /** Takes live receipts. */
  offerReceipts(event: ReceiptsEvent): void {
    this.#marks.offer(event);
    if (this.#state) this.#hold(this.#state);
  }

  /** Takes what was read of all members. */
  takeReceipts(receipts: ReadReceipts): void {
    this.#marks.take(receipts);
    if (this.#state) this.#hold(this.#state);
  }

  /** Others' receipts are hidden, or shown, that were not: those that are held stay until all are read anew. */
  renewReceipts(): void {
    this.generation += 1;
    this.#marks.renew();
  }

  /** Nobody said where the room is: ask. */
  doubt(): void {
    this.#doubtful = true;
  }

  /** Takes a fresh state. @returns the events that came while it was read, and are newer. */
  start(fresh: FreshRoom): RoomEvent[] {
    this.#marks.take(fresh.receipts);
    this.#hold(startRoom(fresh));
    this.needsPage = false;
    this.#doubtful = false;
    return this.#line.offer([]);
  }

  /** Takes an answer of the change feed. @returns the events that took effect, in order. */
  catchUp(page: ChangesPage): RoomEvent[] {
    if (!this.#state) return [];
    const { state, applied } = applyChanges(this.#state, page);
    this.#hold(state);
    this.#doubtful = page.more;
    return [...applied, ...this.#line.offer([])];
  }

  widen(page: MessagesPage): PageOutcome {
    if (!this.#state) return "apart";
    const { state, outcome } = applyPage(this.#state, page);
    this.#hold(state);
    return outcome;
  }

  /** The feed does not go on from here. The old state can be looked at until the fresh one is there. */
  restart(): void {
    this.generation += 1;
    this.needsPage = true;
    this.#newest = 0;
    this.#line.clear();
  }

  /** The history held is not the server's any more. */
  forget(): void {
    this.restart();
    this.#marks.forget();
    this.#state = undefined;
  }

  #take(event: RoomEvent): EventOutcome {
    if (!this.#state || this.needsPage) return "gap";
    const { state, outcome } = applyEvent(this.#state, event);
    this.#hold(state);
    return outcome;
  }

  /** Who is a member comes by one way, and how far they are by another. */
  #hold(state: RoomState): void {
    if (showsOtherReceipts(this.#state?.room, state.room)) this.renewReceipts();
    const { watermarks } = this.#marks;
    const isShown = this.#shown[0] === state.members && this.#shown[1] === watermarks;
    this.#state = isShown ? state : { ...state, watermarks: watermarksOf(state.members, watermarks) };
    this.#shown = [state.members, watermarks];
  }
}

/** One that is not known yet hides nothing. */
const showsOtherReceipts = (before: Pick<Room, "privacy"> | undefined, after: Pick<Room, "privacy">): boolean =>
  (["readReceipts", "deliveryReceipts"] as const).some(
    (signal) => before?.privacy?.[signal] !== after.privacy?.[signal],
  );

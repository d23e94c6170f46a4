import type { ClientEvents } from "./client-events.ts";
import type { Ready, RoomEvent, RoomSummary, Unread, UnreadRoom as CountedRoom } from "./contract.ts";
import type { Emitter } from "./emitter.ts";
import { Puller } from "./puller.ts";
import type { Chance } from "./scheduler.ts";
import { UnreadRoom } from "./unread-room.ts";
import type { Standing } from "./unread-room.ts";

export interface UnreadRoomsOptions extends Chance {
  readonly ask: () => Promise<Unread>;
  readonly emitter: Emitter<ClientEvents>;
}

type Counts = Pick<Standing, "unread" | "unreadMentions">;

/** Of a room that nothing is known of yet. */
const nothing: Standing = { seq: 0, read: 0, unread: 0, unreadMentions: 0 };

/** What is unread in my rooms, open or not, from the first session on. */
export class UnreadRooms {
  readonly #options: UnreadRoomsOptions;
  readonly #puller: Puller;
  readonly #rooms = new Map<string, UnreadRoom>();
  /** There are rooms that the session did not begin with. */
  #lacksRooms = false;
  /** Counts what makes an answer useless that is under way. */
  #generation = 0;

  constructor(options: UnreadRoomsOptions) {
    this.#options = options;
    this.#puller = new Puller((progressed) => this.#ask(progressed), options);
  }

  /** In all of my rooms. */
  get total(): Counts {
    return [...this.#rooms.values()].reduce(
      (sum, { state }) => ({
        unread: sum.unread + state.unread,
        unreadMentions: sum.unreadMentions + state.unreadMentions,
      }),
      { unread: 0, unreadMentions: 0 },
    );
  }

  in(roomId: string): Standing {
    return this.#rooms.get(roomId)?.state ?? nothing;
  }

  /** Rooms that it does not list are not mine any more, or on a later page. */
  ready({ rooms, cursor }: Ready): void {
    const listed = new Set(rooms.map(({ id }) => id));
    for (const { id, seq, read, unread, unreadMentions } of rooms) {
      this.#change(id, (room) => room.stand({ seq, read, unread, unreadMentions }, "unknown"));
    }
    for (const roomId of [...this.#rooms.keys()]) {
      if (listed.has(roomId)) continue;
      if (cursor === undefined) this.left(roomId);
      else this.#change(roomId, (room) => room.doubt());
    }
    this.#lacksRooms = cursor !== undefined;
    if (this.#isDoubtful) this.#puller.now();
  }

  joined({ id, seq, read = 0, unread = 0, unreadMentions = 0, settings }: RoomSummary): void {
    this.#change(id, (room) => room.stand({ seq, read, unread, unreadMentions }, settings?.marker));
  }

  left(roomId: string): void {
    this.#generation += 1;
    this.#change(roomId, (room) => room.stand(nothing, undefined));
    this.#rooms.delete(roomId);
  }

  /** Live events, of any rooms. */
  take(events: readonly RoomEvent[], userId?: string): void {
    for (const event of events) {
      const { roomId, prev, version } = event;
      if (event.type === "message") {
        const { message } = event;
        this.#change(roomId, (room) => room.message(message, userId));
      } else if (event.type === "head" && prev === version) this.#change(roomId, (room) => room.doubt());
    }
  }

  /** My watermark has moved, on whichever device. */
  moved(roomId: string, read: number): void {
    this.#change(roomId, (room) => room.moved(read));
  }

  marked(roomId: string, marker?: number): void {
    this.#change(roomId, (room) => room.mark(marker));
  }

  /** @returns whether the server has to hear it, also again. */
  say(roomId: string, read: number): boolean {
    let isNews = false;
    this.#change(roomId, (room) => (isNews = room.say(read)));
    return isNews;
  }

  unsay(roomId: string): void {
    this.#change(roomId, (room) => room.unsay());
  }

  /** The history that was counted is not the server's any more. */
  forget(): void {
    this.#generation += 1;
    for (const roomId of [...this.#rooms.keys()]) this.left(roomId);
  }

  stop(): void {
    this.#puller.stop();
  }

  get #isDoubtful(): boolean {
    return this.#lacksRooms || [...this.#rooms.values()].some(({ doubtful }) => doubtful);
  }

  #change(roomId: string, change: (room: UnreadRoom) => void): void {
    const room = this.#rooms.get(roomId) ?? new UnreadRoom(nothing);
    this.#rooms.set(roomId, room);
    const before = room.state;
    change(room);
    const { unread, unreadMentions } = room.state;
    if (unread !== before.unread || unreadMentions !== before.unreadMentions) {
      this.#options.emitter.emit("unread", { roomId, unread, unreadMentions });
    }
    if (room.doubtful) this.#puller.soon();
  }

  async #ask(progressed: () => void): Promise<boolean> {
    if (!this.#isDoubtful) return true;
    const generation = this.#generation;
    for (const room of this.#rooms.values()) room.ask();
    const { rooms } = await this.#options.ask();
    if (generation !== this.#generation) return false;
    progressed();
    if (this.#lacksRooms) this.#addRooms(rooms);
    const counted = new Map(rooms.map((room) => [room.roomId, room]));
    for (const roomId of this.#rooms.keys()) this.#change(roomId, (room) => room.answer(counted.get(roomId)));
    return !this.#isDoubtful;
  }

  /** Those that the session did not begin with. */
  #addRooms(rooms: readonly CountedRoom[]): void {
    this.#lacksRooms = false;
    for (const { roomId, seq, unread, unreadMentions } of rooms) {
      if (this.#rooms.has(roomId)) continue;
      this.#change(roomId, (room) => room.stand({ seq, read: 0, unread, unreadMentions }, "unknown"));
    }
  }
}

import type { ClientEvents } from "./client-events.ts";
import type { Ready, ReceiptsEvent, RoomEvent, RoomSummary, SyncAnswer, SyncResult } from "./contract.ts";
import { LIMITS } from "./contract.ts";
import type { Emitter } from "./emitter.ts";
import { ChatApiError, ChatClientError } from "./errors.ts";
import { Puller } from "./puller.ts";
import { readReceipts, readRoom } from "./read-room.ts";
import type { RoomApi } from "./read-room.ts";
import { RoomFeed } from "./room-feed.ts";
import { RoomNews } from "./room-news.ts";
import type { RoomState } from "./room-reducer.ts";
import type { Chance } from "./scheduler.ts";

export interface OpenRoomsOptions extends Chance {
  readonly api: RoomApi;
  readonly sync: (rooms: Readonly<Record<string, number>>) => Promise<SyncAnswer>;
  readonly emitter: Emitter<ClientEvents>;
}

const isGone = (error: unknown): boolean =>
  error instanceof ChatApiError && (error.status === 403 || error.status === 404);

/** Whether an answer brings its reader on. A room that did not fit into it stands where it was asked for. */
const isProgress = (asked: number, result: SyncResult | undefined): boolean =>
  result !== undefined && "events" in result && result.version > asked;

const byRoom = (events: readonly RoomEvent[]): Map<string, RoomEvent[]> => {
  const rooms = new Map<string, RoomEvent[]>();
  for (const event of events) rooms.set(event.roomId, [...(rooms.get(event.roomId) ?? []), event]);
  return rooms;
};

/** The rooms that are kept up to date, and what arrives for the others. */
export class OpenRooms {
  readonly #options: OpenRoomsOptions;
  readonly #puller: Puller;
  readonly #feeds = new Map<string, RoomFeed>();
  readonly #opening = new Map<string, Promise<RoomState>>();
  readonly #news: RoomNews;
  #roomsPerSync: number = LIMITS.roomsPerSync;

  constructor(options: OpenRoomsOptions) {
    this.#options = options;
    this.#news = new RoomNews(options.emitter);
    this.#puller = new Puller((progressed) => this.#catchUp(progressed), options);
  }

  state(roomId: string): RoomState | undefined {
    return this.#feeds.get(roomId)?.state;
  }

  open(roomId: string): Promise<RoomState> {
    const state = this.state(roomId);
    if (state) return Promise.resolve(state);
    const opening = this.#opening.get(roomId) ?? this.#begin(roomId);
    this.#opening.set(roomId, opening);
    return opening;
  }

  close(roomId: string): void {
    const feed = this.#feeds.get(roomId);
    if (!feed) return;
    this.#news.closed(roomId, feed.state?.version ?? 0);
    this.#feeds.delete(roomId);
    this.#opening.delete(roomId);
    this.#options.emitter.emit("changed", { roomId });
  }

  /** @throws ChatClientError `room_not_open`, or `room_closed` when that happened meanwhile. */
  async loadOlder(roomId: string, limit?: number): Promise<RoomState> {
    const feed = this.#feeds.get(roomId);
    for (let state = feed?.state; feed && state; state = feed.state) {
      const generation = feed.generation;
      const query = { before: state.oldestSeq, ...(limit === undefined ? {} : { limit }) };
      const page = await this.#options.api.history(roomId, query);
      if (this.#feeds.get(roomId) !== feed) throw new ChatClientError("room_closed");
      if (generation !== feed.generation || feed.widen(page) === "stale") continue;
      this.#options.emitter.emit("changed", { roomId, state: feed.state ?? state });
      return feed.state ?? state;
    }
    throw new ChatClientError("room_not_open");
  }

  /** Live events, of any rooms. */
  take(events: readonly RoomEvent[]): void {
    for (const [roomId, ofRoom] of byRoom(events)) {
      const feed = this.#feeds.get(roomId);
      if (feed) this.#update(feed, () => feed.offer(ofRoom));
      else this.#news.tellIfNew(ofRoom);
    }
    if (this.#anyBehind()) this.#puller.soon();
  }

  /** Live receipts, of any rooms. */
  takeReceipts(events: readonly ReceiptsEvent[]): void {
    for (const event of events) {
      const feed = this.#feeds.get(event.roomId);
      if (feed) this.#show(feed, () => feed.offerReceipts(event));
    }
    if (this.#anyBehind()) this.#puller.soon();
  }

  /** A session began: rooms that stand elsewhere than what is held are caught up at once. */
  ready(ready: Ready): void {
    this.#roomsPerSync = ready.limits.roomsPerSync;
    const positions = new Map(ready.rooms.map((room) => [room.id, room]));
    for (const feed of this.#feeds.values()) {
      const position = positions.get(feed.roomId);
      if (!position) feed.doubt();
      else feed.expect(position.version, position.marks);
    }
    if (this.#anyBehind()) this.#puller.now();
  }

  /** A membership began: live events come from here on. */
  joined({ id, version, marks }: RoomSummary): void {
    const feed = this.#feeds.get(id);
    feed?.expect(version, marks);
    if (feed?.isWhole === false) this.#puller.now();
  }

  /** I hide otherwise than before, and so am shown otherwise. */
  renewReceipts(): void {
    for (const feed of this.#feeds.values()) feed.renewReceipts();
    if (this.#anyBehind()) this.#puller.now();
  }

  /** The history held is not the server's any more: everything is read anew. */
  forget(): void {
    this.#news.forget();
    for (const feed of this.#feeds.values()) {
      feed.forget();
      this.#options.emitter.emit("changed", { roomId: feed.roomId });
    }
  }

  stop(): void {
    this.#puller.stop();
  }

  async #begin(roomId: string): Promise<RoomState> {
    const feed = new RoomFeed(roomId);
    this.#feeds.set(roomId, feed);
    try {
      await this.#load(feed);
      if (!feed.state || this.#feeds.get(roomId) !== feed) throw new ChatClientError("room_closed");
      if (!feed.isWhole) this.#puller.soon();
      return feed.state;
    } catch (error) {
      if (this.#feeds.get(roomId) === feed) this.#feeds.delete(roomId);
      throw error;
    } finally {
      if ((this.#feeds.get(roomId) ?? feed) === feed) this.#opening.delete(roomId);
    }
  }

  /** Messages are told only if they are newer than those that were held before: a fresh room has no news. */
  async #load(feed: RoomFeed): Promise<void> {
    for (;;) {
      const generation = feed.generation;
      const fresh = await readRoom(this.#options.api, feed.roomId);
      if (generation !== feed.generation) continue;
      const newestSeq = feed.state?.messages.at(-1)?.seq ?? Number.POSITIVE_INFINITY;
      this.#update(feed, () => {
        const held = feed.start(fresh);
        const missed = fresh.page.messages.filter((message) => message.seq > newestSeq && !message.deletedAt);
        for (const message of missed) this.#options.emitter.emit("message", message);
        return held;
      });
      return;
    }
  }

  async #catchUp(progressed: () => void): Promise<boolean> {
    const behind = [...this.#feeds.values()].filter((feed) => feed.behind && !feed.needsPage);
    for (let from = 0; from < behind.length; from += this.#roomsPerSync) {
      await this.#sync(behind.slice(from, from + this.#roomsPerSync), progressed);
    }
    for (const feed of [...this.#feeds.values()]) {
      const isToRead = (feed.needsPage || feed.lacksReceipts) && !this.#opening.has(feed.roomId);
      if (isToRead) await this.#readAgain(feed, progressed);
    }
    return !this.#anyBehind();
  }

  /** As long as the answers bring anything: one answer has not room for all that many rooms missed. */
  async #sync(feeds: readonly RoomFeed[], progressed: () => void): Promise<void> {
    for (let asked = feeds; asked.length > 0;) {
      const generations = new Map(asked.map((feed) => [feed, feed.generation]));
      const positions = new Map(asked.map((feed) => [feed, feed.state?.version ?? 0]));
      const { rooms } = await this.#options.sync(
        Object.fromEntries(asked.map((feed) => [feed.roomId, positions.get(feed) ?? 0])),
      );
      const moved = new Set(asked.filter((feed) => isProgress(positions.get(feed) ?? 0, rooms[feed.roomId])));
      const unfinished = asked.filter((feed) => {
        const isCurrent = this.#feeds.get(feed.roomId) === feed && generations.get(feed) === feed.generation;
        return isCurrent && this.#takeResult(feed, rooms[feed.roomId]);
      });
      if (moved.size === 0) return;
      progressed();
      // The server fills its answer in the order of the question: those that got nothing come first now.
      asked = unfinished.sort((a, b) => Number(moved.has(a)) - Number(moved.has(b)));
    }
  }

  /** @returns whether there is more. A room without a result is asked for again after a pause. */
  #takeResult(feed: RoomFeed, result: SyncResult | undefined): boolean {
    if (!result) return false;
    if ("gone" in result) this.close(feed.roomId);
    else {
      if (result.marks !== undefined) feed.expect(0, result.marks);
      if ("reset" in result) feed.restart();
      else this.#update(feed, () => feed.catchUp(result));
    }
    return "events" in result && result.more;
  }

  async #readAgain(feed: RoomFeed, progressed: () => void): Promise<void> {
    try {
      if (feed.needsPage) await this.#load(feed);
      else await this.#loadReceipts(feed);
      if (feed.isWhole) progressed();
    } catch (error) {
      if (isGone(error) && this.#feeds.get(feed.roomId) === feed) this.close(feed.roomId);
    }
  }

  async #loadReceipts(feed: RoomFeed): Promise<void> {
    const { generation, roomId } = feed;
    const receipts = await readReceipts(this.#options.api, roomId);
    if (generation === feed.generation) this.#show(feed, () => feed.takeReceipts(receipts));
  }

  #anyBehind(): boolean {
    return [...this.#feeds.values()].some((feed) => !feed.isWhole && !this.#opening.has(feed.roomId));
  }

  #update(feed: RoomFeed, change: () => readonly RoomEvent[]): void {
    this.#show(feed, () => this.#news.tell(change()));
  }

  #show(feed: RoomFeed, change: () => void): void {
    const before = feed.state;
    change();
    const { roomId, state } = feed;
    const isOpen = this.#feeds.get(roomId) === feed;
    if (isOpen && state && state !== before) this.#options.emitter.emit("changed", { roomId, state });
  }
}

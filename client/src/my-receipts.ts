import type { ChatApi } from "./api.ts";
import type { ClientEvents } from "./client-events.ts";
import type { Connection } from "./connection.ts";
import type { MeEvent, Message, Ready, ReceiptsEvent, RoomEvent, RoomSettings, Unread } from "./contract.ts";
import type { Emitter } from "./emitter.ts";
import { ReceiptQueue } from "./receipt-queue.ts";
import type { Chance } from "./scheduler.ts";
import { UnreadRooms } from "./unread-rooms.ts";

export interface MyReceiptsOptions extends Chance {
  readonly connection: Pick<Connection, "receipts" | "online">;
  readonly api: Pick<ChatApi, "markUnread" | "unreadRooms">;
  readonly emitter: Emitter<ClientEvents>;
  readonly userId: () => string | undefined;
  /** Whether what arrives is said to be delivered. */
  readonly saysDelivered: boolean;
}

/** How far I have received and read my rooms: what I say of it, what my other devices say, and what is left unread. */
export class MyReceipts {
  readonly #options: MyReceiptsOptions;
  readonly #queue: ReceiptQueue;
  readonly #unread: UnreadRooms;

  constructor(options: MyReceiptsOptions) {
    this.#options = options;
    const { connection, api, emitter, scheduler, random } = options;
    this.#unread = new UnreadRooms({ scheduler, random, emitter, ask: () => api.unreadRooms() });
    this.#queue = new ReceiptQueue({
      scheduler,
      random,
      send: (receipts) => connection.receipts(receipts),
      isOnline: () => connection.online,
      newestSeq: (roomId) => this.#unread.in(roomId).seq,
      refused: (roomId) => this.#unread.unsay(roomId),
    });
    if (!options.saysDelivered) return;
    emitter.on("message", (message) => this.#arrived(message.roomId, [message]));
    emitter.on("changed", ({ roomId, state }) => this.#arrived(roomId, state?.messages ?? []));
  }

  /** In one room, or in all. */
  unread(roomId?: string): Pick<Unread, "unread" | "unreadMentions"> {
    return roomId === undefined ? this.#unread.total : this.#unread.in(roomId);
  }

  read(roomId: string, seq: number): void {
    this.#queue.say(roomId, { delivered: 0, read: seq }, this.#unread.say(roomId, seq));
  }

  delivered(roomId: string, seq: number): void {
    this.#queue.say(roomId, { delivered: seq, read: 0 });
  }

  /** What was read before it must not be heard after it, or it would take the marker away. */
  async markUnread(roomId: string, seq: number | null): Promise<RoomSettings> {
    const unsaid = seq === null ? 0 : this.#queue.unsay(roomId);
    try {
      const settings = await this.#options.api.markUnread(roomId, seq);
      if (unsaid > 0) this.#unread.unsay(roomId);
      this.#unread.marked(roomId, settings.marker);
      return settings;
    } catch (error) {
      this.#queue.say(roomId, { delivered: 0, read: unsaid });
      throw error;
    }
  }

  ready(ready: Ready): void {
    for (const { id, delivered, read } of ready.rooms) this.#queue.heard(id, { delivered, read });
    this.#unread.ready(ready);
    this.#queue.wake();
  }

  /** Live events, of any rooms. */
  take(events: readonly RoomEvent[]): void {
    this.#unread.take(events, this.#options.userId());
  }

  /** Live receipts, of any rooms. */
  takeReceipts(events: readonly ReceiptsEvent[]): void {
    const userId = this.#options.userId();
    for (const { roomId, receipts } of events) {
      const mine = receipts.find((each) => each.userId === userId);
      if (!mine) continue;
      this.#queue.heard(roomId, mine);
      this.#unread.moved(roomId, mine.read);
    }
  }

  takeMine(event: MeEvent): void {
    if (event.type === "joined") this.#unread.joined(event.room);
    if (event.type === "settings") this.#unread.marked(event.roomId, event.settings.marker);
    if (event.type !== "left") return;
    this.#queue.drop(event.roomId);
    this.#unread.left(event.roomId);
  }

  /** The history held is not the server's any more. */
  forget(): void {
    this.#queue.forget();
    this.#unread.forget();
  }

  stop(): void {
    this.#queue.stop();
    this.#unread.stop();
  }

  #arrived(roomId: string, messages: readonly Message[]): void {
    const userId = this.#options.userId();
    const newest = messages.findLast(({ authorId }) => authorId !== userId);
    if (newest) this.delivered(roomId, newest.seq);
  }
}

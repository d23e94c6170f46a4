import { RedisAdapter } from "@socket.io/redis-adapter";
import type { Namespace } from "socket.io";
import type { Notice } from "../../core/entities/notice.ts";
import { noticeOf } from "./notice-packets.ts";
import { asPacket, MalformedPacket } from "./redis-packets.ts";
import type { RedisPacket } from "./redis-packets.ts";
import { StockClients } from "./stock-clients.ts";
import type { StockParts } from "./stock-clients.ts";
import { reasons } from "./subscriptions.ts";

export interface RoomAdapterParts extends StockParts {
  /** The deployment's namespace: what the names of its Redis channels begin with. */
  readonly key: string;
  readonly onNotice: (notice: Notice) => void;
}

/** The Redis channel of what goes to one Socket.IO room, or, without one, to all or to several. */
export const channelOf = (key: string, room?: string, nsp = "/"): string =>
  room === undefined ? `${key}#${nsp}#` : `${key}#${nsp}#${room}#`;

const openingBracket = 0x5b;

/**
 * The stock Redis adapter, but for two things. It hears only of rooms that somebody here watches or is in, where the
 * stock one hears of every room of every process. And what is for our own rooms and users is not pushed as it comes:
 * it is handed on as a notice, to be put into its order.
 *
 * Nothing is subscribed for a socket's own room, which bears its id: what another process sends there is not heard.
 */
export class RoomAdapter extends RedisAdapter {
  readonly #parts: RoomAdapterParts;
  readonly #name: string;
  readonly #common: string;
  readonly #stopListening: () => void;

  constructor(nsp: Namespace, parts: RoomAdapterParts) {
    const stock = new StockClients(parts);
    super(nsp, stock.publisher, stock.subscriber, { key: parts.key, publishOnSpecificResponseChannel: true });
    this.#parts = parts;
    this.#name = nsp.name;
    this.#common = channelOf(parts.key, undefined, nsp.name);
    void parts.subscriptions.want([this.#common], reasons.own);
    this.#stopListening = parts.subscriptions.listen((channel, payload) => {
      if (channel.startsWith(this.#common)) this.#take(payload);
      else stock.hear(channel, payload);
    });
    this.on("delete-room", (room: string) => {
      parts.subscriptions.drop([this.#channelOf(room)], reasons.joined);
    });
  }

  /** The socket is in at once; resolves when what is published for these rooms is heard. */
  override addAll(id: string, rooms: Set<string>): Promise<void> | undefined {
    void super.addAll(id, rooms);
    const shared = [...rooms].filter((room) => !this.sids.has(room)).map((room) => this.#channelOf(room));
    return shared.length === 0 ? undefined : this.#parts.subscriptions.want(shared, reasons.joined);
  }

  override close(): void {
    this.#stopListening();
    const joined = [...this.rooms.keys()].map((room) => this.#channelOf(room));
    this.#parts.subscriptions.drop(joined, reasons.joined);
    this.#parts.subscriptions.drop([this.#common], reasons.own);
    void super.close();
  }

  #channelOf(room: string): string {
    return channelOf(this.#parts.key, room, this.#name);
  }

  #take(payload: Buffer): void {
    const packet = asPacket(this.#decode(payload));
    if (packet.uid === this.uid || packet.nsp !== this.#name) return;
    const [event, argument] = packet.data;
    const others = packet.rooms.filter((room) => {
      const notice = noticeOf(room, event, argument);
      if (notice) this.#parts.onNotice(notice);
      return !notice;
    });
    if (others.length > 0 || packet.rooms.length === 0) this.#pushAsItIs(packet, others);
  }

  /** An operator's own emit. */
  #pushAsItIs({ type, data, nsp, flags, except }: RedisPacket, rooms: readonly string[]): void {
    const options = { rooms: new Set(rooms), except: new Set(except), flags: { ...flags, local: true } };
    this.broadcast({ type, data, nsp }, options);
  }

  /** As our broadcaster encodes, or as the stock emitter does. */
  #decode(payload: Buffer): unknown {
    try {
      return payload[0] === openingBracket ? JSON.parse(payload.toString()) : this.parser.decode(payload);
    } catch {
      // What the parser says quotes what it was given.
      throw new MalformedPacket("Something else than a packet came through Redis.");
    }
  }
}

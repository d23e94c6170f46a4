import type { MeEvent, Rejected, RoomEvent } from "../../core/entities/event.ts";
import type { Presence } from "../../core/entities/presence.ts";
import type { RoomRef } from "../../core/entities/refs.ts";
import type { Typing } from "../../core/entities/typing.ts";
import type { LiveSessions, SessionStart } from "../../core/ports/live-sessions.ts";
import type { ReceiptsEvent } from "../../core/entities/watermarks.ts";
import type { FakeChat } from "./fakes-chat.ts";
import { FakeReader } from "./fakes-reader.ts";

/** A client behind a socket, as it follows what it is told. */
interface Client {
  readonly userId: string;
  /** The position in each room that it holds. */
  readonly rooms: Map<string, number>;
  /** The last version that it was sent of each room since it entered. */
  readonly sent: Map<string, number>;
  /** What it holds of the rooms that it reads. */
  readonly readers: Map<string, FakeReader>;
  readonly log: string[];
  me: number;
}

/**
 * The sockets of one gateway, and the clients behind them. It writes down what each client is told, in words, and
 * every promise that is broken on the way.
 */
export class FakeSockets implements LiveSessions {
  readonly violations: string[] = [];
  readonly starts: SessionStart[] = [];
  /** Of each of a room's batches of receipts, how many sessions were sent another one. */
  readonly sentAnother: number[] = [];
  readonly #chat: FakeChat;
  readonly #clients = new Map<string, Client>();
  readonly #inside = new Map<string, Set<string>>();
  readonly #gone = new Set<string>();

  constructor(chat: FakeChat) {
    this.#chat = chat;
  }

  /** What the client was told, in order. */
  log(sessionId: string): readonly string[] {
    return this.#clients.get(sessionId)?.log ?? [];
  }

  position(sessionId: string, roomId = "lobby"): number | undefined {
    return this.#clients.get(sessionId)?.rooms.get(roomId);
  }

  mePosition(sessionId: string): number | undefined {
    return this.#clients.get(sessionId)?.me;
  }

  /** Whether the client holds of the room what somebody gets who reads it now. */
  holdsAll(sessionId: string, roomId: string): boolean {
    return this.#clients.get(sessionId)?.readers.get(roomId)?.isTrue ?? false;
  }

  /** Whether the room's events reach the session. */
  isInside(sessionId: string, roomId = "lobby"): boolean {
    return this.#inside.get(roomId)?.has(sessionId) ?? false;
  }

  disconnect(sessionId: string): void {
    this.#gone.add(sessionId);
    this.#clients.delete(sessionId);
    for (const sessions of this.#inside.values()) sessions.delete(sessionId);
  }

  ready(start: SessionStart): void {
    if (this.#gone.has(start.sessionId)) return;
    this.starts.push(start);
    const { sessionId, userId, me, rooms } = start;
    const positions = new Map(rooms.map(({ id, version }) => [id, version]));
    const log = [`ready ${me.version}: ${rooms.map(({ id, version }) => `${id} ${version}`).join(", ")}`];
    const readers = new Map(rooms.map(({ id }) => [id, new FakeReader(this.#chat.room(id), userId)]));
    this.#clients.set(sessionId, { userId, rooms: positions, sent: new Map(), readers, log, me: me.version });
  }

  join(sessionId: string, { roomId }: RoomRef): void {
    const inside = this.#inside.get(roomId) ?? new Set();
    if (this.#clients.has(sessionId)) this.#inside.set(roomId, inside.add(sessionId));
  }

  leave(sessionId: string, { roomId }: RoomRef): void {
    this.#inside.get(roomId)?.delete(sessionId);
    this.#clients.get(sessionId)?.sent.delete(roomId);
  }

  toRoom({ roomId }: RoomRef, events: readonly RoomEvent[]): void {
    for (const sessionId of this.#inside.get(roomId) ?? []) this.toSession(sessionId, events);
  }

  toSession(sessionId: string, events: readonly RoomEvent[]): void {
    const client = this.#clients.get(sessionId);
    if (client) for (const event of events) this.#follow(sessionId, client, event);
  }

  receipts(
    { roomId }: RoomRef,
    event: ReceiptsEvent,
    _version: number,
    instead: ReadonlyMap<string, ReceiptsEvent>,
  ): void {
    this.sentAnother.push(instead.size);
    for (const sessionId of this.#inside.get(roomId) ?? []) {
      this.receiptsTo(sessionId, [instead.get(sessionId) ?? event]);
    }
  }

  receiptsTo(sessionId: string, events: readonly ReceiptsEvent[]): void {
    const told = events.map(({ roomId, prev, marks, receipts }) => {
      const moved = receipts.map(({ userId, delivered, read }) => ` ${userId} ${delivered}/${read}`);
      return `${roomId} receipts ${prev}-${marks}${moved.join()}`;
    });
    this.#clients.get(sessionId)?.log.push(...told);
  }

  typing(sessionIds: readonly string[], { roomId, userId, active }: Typing): void {
    for (const sessionId of sessionIds) {
      if (!this.isInside(sessionId, roomId)) this.violations.push(`${sessionId} was told who types in ${roomId}`);
      this.#clients.get(sessionId)?.log.push(`${roomId}: ${userId} ${active ? "types" : "has stopped"}`);
    }
  }

  presence(sessionId: string, presences: readonly Presence[]): void {
    const told = presences.map(({ userId, online }) => `${userId} is ${online ? "online" : "offline"}`);
    this.#clients.get(sessionId)?.log.push(told.join(", "));
  }

  me(sessionId: string, events: readonly MeEvent[]): void {
    const client = this.#clients.get(sessionId);
    if (!client) return;
    for (const event of events) {
      client.log.push(mineInWords(event));
      if (event.version <= client.me) continue;
      if (event.prev > client.me) this.violations.push(`${sessionId} missed its own ${event.prev}`);
      client.me = event.version;
      if (event.type === "left") {
        client.rooms.delete(event.roomId);
        client.readers.delete(event.roomId);
      }
      if (event.type === "joined") {
        this.#read(client, event.roomId);
        client.rooms.set(event.roomId, Math.max(event.room.version, client.rooms.get(event.roomId) ?? 0));
      }
    }
  }

  rejected(sessionId: string, { code }: Rejected): void {
    this.#clients.get(sessionId)?.log.push(`rejected ${code}`);
  }

  #read({ userId, readers }: Client, roomId: string): void {
    const reader = readers.get(roomId);
    if (reader) reader.pull();
    else readers.set(roomId, new FakeReader(this.#chat.room(roomId), userId));
  }

  #follow(sessionId: string, client: Client, event: RoomEvent): void {
    const { roomId, prev, version } = event;
    const isHint = prev === version;
    client.log.push(`${roomId} ${wordFor(event)}${version}`);
    client.readers.get(roomId)?.follow(event);
    const room = this.#chat.room(roomId);
    if (event.type === "message" && !room.couldSee(client.userId, event)) {
      this.violations.push(`${sessionId} got ${roomId} ${version}, a message that is not for it`);
    }
    const end = room.endOf(client.userId);
    if (end !== undefined && version > end) this.violations.push(`${sessionId} got ${roomId} ${version} after leaving`);
    if (version <= (client.sent.get(roomId) ?? 0)) this.violations.push(`${sessionId} got ${roomId} ${version} again`);
    client.sent.set(roomId, version);
    const position = client.rooms.get(roomId);
    if (position === undefined || version <= position) return;
    if (prev > position && !isHint) {
      this.violations.push(`${sessionId} stood at ${roomId} ${position} and missed ${prev}`);
    }
    client.rooms.set(roomId, version);
  }
}

const wordFor = ({ type, prev, version }: RoomEvent): string => {
  if (type === "head") return prev === version ? "pull " : "head ";
  return prev === version ? "turn " : "";
};

const mineInWords = (event: MeEvent): string => {
  if (event.type === "privacy") return `privacy ${JSON.stringify(event.privacy)}`;
  return event.type === "joined" ? `joined ${event.roomId} ${event.room.version}` : `${event.type} ${event.roomId}`;
};

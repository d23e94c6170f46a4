import { LIMITS, PROTOCOL } from "../../client/src/contract.ts";
import type { MeEvent, Rejected, RoomEvent } from "../../core/entities/event.ts";
import type { Presence } from "../../core/entities/presence.ts";
import type { RoomRef } from "../../core/entities/refs.ts";
import type { ReceiptsEvent } from "../../core/entities/watermarks.ts";
import type { Typing } from "../../core/entities/typing.ts";
import type { Clock } from "../../core/ports/clock.ts";
import type { LiveSessions, SessionStart } from "../../core/ports/live-sessions.ts";
import type { ChatServer, ChatSocket } from "./chat-server.ts";
import { keepsUp, lagOf } from "./lag.ts";
import { roomName } from "./names.ts";
import { packets } from "./packets.ts";
import { ReceiptPackets } from "./receipt-packets.ts";

export type { ChatServer } from "./chat-server.ts";

/** A session is a socket, and its id is the socket's. */
export class SocketIoLiveSessions implements LiveSessions {
  readonly #io: ChatServer;
  readonly #receipts: ReceiptPackets;

  constructor(io: ChatServer, clock: Clock) {
    this.#io = io;
    this.#receipts = new ReceiptPackets(clock, {
      toSession: (sessionId, events) => this.#socket(sessionId)?.emit("receipts", events),
      toSessions: (sessionIds, event) => this.#toSockets(sessionIds)?.emit("receipts", [event]),
    });
  }

  ready({ textLength, ...start }: SessionStart): void {
    const limits = { textLength, roomsPerSync: LIMITS.roomsPerSync };
    this.#socket(start.sessionId)?.emit("ready", { protocol: PROTOCOL, limits, ...start });
  }

  join(sessionId: string, room: RoomRef): void {
    void this.#socket(sessionId)?.join(roomName(room));
  }

  /** What it missed of the room while it did not keep up is not its any more: its own `left` says so. */
  leave(sessionId: string, room: RoomRef): void {
    const socket = this.#socket(sessionId);
    void socket?.leave(roomName(room));
    socket?.data.lag?.missed.delete(room.roomId);
    this.#receipts.forget(sessionId, room.roomId);
  }

  /** Encoded once for all sockets of the room; those that do not keep up are passed over. */
  toRoom(room: RoomRef, events: readonly RoomEvent[]): void {
    const name = roomName(room);
    const others = this.#thatMiss(name, events.at(-1));
    for (const packet of packets(events)) {
      const sockets = this.#io.local.to(name);
      (others.length === 0 ? sockets : sockets.except(others)).emit("events", packet);
    }
  }

  toSession(sessionId: string, events: readonly RoomEvent[]): void {
    const socket = this.#socket(sessionId);
    if (!socket || misses(socket, events.at(-1))) return;
    for (const packet of packets(events)) socket.emit("events", packet);
  }

  receipts(room: RoomRef, event: ReceiptsEvent, version: number, instead: ReadonlyMap<string, ReceiptsEvent>): void {
    const { roomId } = room;
    const inside = [...(this.#io.sockets.adapter.rooms.get(roomName(room)) ?? [])];
    const told = inside.filter((sessionId) => {
      const socket = this.#socket(sessionId);
      return socket !== undefined && !misses(socket, { roomId, version });
    });
    const alike = instead.size === 0 ? told : told.filter((sessionId) => !instead.has(sessionId));
    this.#receipts.add(alike, event);
    for (const sessionId of told) {
      const other = instead.get(sessionId);
      if (other) this.#receipts.add([sessionId], other);
    }
  }

  receiptsTo(sessionId: string, events: readonly ReceiptsEvent[]): void {
    this.#socket(sessionId)?.emit("receipts", events);
  }

  /** Encoded once for all of them. A volatile emit would drop the second of two in the same turn, also where nothing waits. */
  typing(sessionIds: readonly string[], typing: Typing): void {
    const others = sessionIds.filter((sessionId) => {
      const socket = this.#socket(sessionId);
      return socket !== undefined && keepsUp(socket);
    });
    this.#toSockets(others)?.emit("typing", typing);
  }

  /** Also one that does not keep up: it is little, and never told again. */
  presence(sessionId: string, presences: readonly Presence[]): void {
    this.#socket(sessionId)?.emit("presence", presences);
  }

  /** Behind the receipts that were let through before it: of what a user hides from now on nothing comes after. */
  me(sessionId: string, events: readonly MeEvent[]): void {
    this.#receipts.flush(sessionId);
    this.#socket(sessionId)?.emit("me", events);
  }

  rejected(sessionId: string, rejected: Rejected): void {
    this.#socket(sessionId)?.emit("rejected", rejected);
  }

  #socket(sessionId: string): ChatSocket | undefined {
    return this.#io.sockets.sockets.get(sessionId);
  }

  /** Nothing for none: to no name at all would be to everybody. */
  #toSockets(sessionIds: readonly string[]): ReturnType<ChatServer["to"]> | undefined {
    return sessionIds.length > 0 ? this.#io.local.to([...sessionIds]) : undefined;
  }

  #thatMiss(name: string, last: Told | undefined): string[] {
    const others: string[] = [];
    for (const sessionId of this.#io.sockets.adapter.rooms.get(name) ?? []) {
      const socket = this.#socket(sessionId);
      if (socket && misses(socket, last)) others.push(sessionId);
    }
    return others;
  }
}

/** What a socket is told of last. */
type Told = Pick<RoomEvent, "roomId" | "version">;

/** Whether the socket does not get what ends with this, and is told where the room stands once it has drained. */
const misses = (socket: ChatSocket, last: Told | undefined): boolean => {
  const lag = lagOf(socket);
  if (lag && last) lag.missed.set(last.roomId, last.version);
  return lag !== undefined;
};

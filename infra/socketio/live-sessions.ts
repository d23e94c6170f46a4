import { LIMITS, PROTOCOL } from "../../client/src/contract.ts";
import type { MeEvent, Rejected, RoomEvent } from "../../core/entities/event.ts";
import type { RoomRef } from "../../core/entities/refs.ts";
import type { LiveSessions, SessionStart } from "../../core/ports/live-sessions.ts";
import type { ChatServer, ChatSocket } from "./chat-server.ts";
import { lagOf } from "./lag.ts";
import { roomName } from "./names.ts";
import { packets } from "./packets.ts";

export type { ChatServer } from "./chat-server.ts";

/** A session is a socket, and its id is the socket's. */
export class SocketIoLiveSessions implements LiveSessions {
  readonly #io: ChatServer;

  constructor(io: ChatServer) {
    this.#io = io;
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
  }

  /** Encoded once for all sockets of the room; those that do not keep up are passed over. */
  toRoom(room: RoomRef, events: readonly RoomEvent[]): void {
    const name = roomName(room);
    const others = this.#thatMiss(name, events);
    for (const packet of packets(events)) {
      const sockets = this.#io.local.to(name);
      (others.length === 0 ? sockets : sockets.except(others)).emit("events", packet);
    }
  }

  toSession(sessionId: string, events: readonly RoomEvent[]): void {
    const socket = this.#socket(sessionId);
    if (!socket || misses(socket, events)) return;
    for (const packet of packets(events)) socket.emit("events", packet);
  }

  me(sessionId: string, events: readonly MeEvent[]): void {
    this.#socket(sessionId)?.emit("me", events);
  }

  rejected(sessionId: string, rejected: Rejected): void {
    this.#socket(sessionId)?.emit("rejected", rejected);
  }

  #socket(sessionId: string): ChatSocket | undefined {
    return this.#io.sockets.sockets.get(sessionId);
  }

  #thatMiss(name: string, events: readonly RoomEvent[]): string[] {
    const others: string[] = [];
    for (const sessionId of this.#io.sockets.adapter.rooms.get(name) ?? []) {
      const socket = this.#socket(sessionId);
      if (socket && misses(socket, events)) others.push(sessionId);
    }
    return others;
  }
}

/** Whether the socket does not get these events of one room, and is told where the room stands once it has drained. */
const misses = (socket: ChatSocket, events: readonly RoomEvent[]): boolean => {
  const lag = lagOf(socket);
  const last = events.at(-1);
  if (lag && last) lag.missed.set(last.roomId, last.version);
  return lag !== undefined;
};

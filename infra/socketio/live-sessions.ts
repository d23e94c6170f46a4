import type { Server } from "socket.io";
import type { ClientToServerEvents, ServerToClientEvents } from "../../client/src/contract.ts";
import { LIMITS, PROTOCOL } from "../../client/src/contract.ts";
import type { MeEvent, Rejected, RoomEvent } from "../../core/entities/event.ts";
import type { RoomRef } from "../../core/entities/refs.ts";
import type { LiveSessions, SessionStart } from "../../core/ports/live-sessions.ts";
import { roomName } from "./names.ts";
import { packets } from "./packets.ts";

export type ChatServer = Server<ClientToServerEvents, ServerToClientEvents>;

/** A session is a socket, and its id is the socket's. */
export class SocketIoLiveSessions implements LiveSessions {
  readonly #io: ChatServer;

  constructor(io: ChatServer) {
    this.#io = io;
  }

  ready(start: SessionStart): void {
    const limits = { textLength: LIMITS.textLength, roomsPerSync: LIMITS.roomsPerSync };
    this.#socket(start.sessionId)?.emit("ready", { protocol: PROTOCOL, limits, ...start });
  }

  join(sessionId: string, room: RoomRef): void {
    void this.#socket(sessionId)?.join(roomName(room));
  }

  leave(sessionId: string, room: RoomRef): void {
    void this.#socket(sessionId)?.leave(roomName(room));
  }

  /** Encoded once for all sockets of the room. */
  toRoom(room: RoomRef, events: readonly RoomEvent[]): void {
    for (const packet of packets(events)) this.#io.local.to(roomName(room)).emit("events", packet);
  }

  toSession(sessionId: string, events: readonly RoomEvent[]): void {
    for (const packet of packets(events)) this.#socket(sessionId)?.emit("events", packet);
  }

  me(sessionId: string, events: readonly MeEvent[]): void {
    this.#socket(sessionId)?.emit("me", events);
  }

  rejected(sessionId: string, rejected: Rejected): void {
    this.#socket(sessionId)?.emit("rejected", rejected);
  }

  #socket(sessionId: string) {
    return this.#io.sockets.sockets.get(sessionId);
  }
}

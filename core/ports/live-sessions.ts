import type { MeEvent, Rejected, RoomEvent } from "../entities/event.ts";
import type { Presence } from "../entities/presence.ts";
import type { RoomRef } from "../entities/refs.ts";
import type { RoomPosition } from "../entities/room.ts";
import type { ReadState, ReceiptsEvent } from "../entities/watermarks.ts";
import type { Typing } from "../entities/typing.ts";

/** What a session is told first: where everything stood when it began. */
export interface SessionStart {
  readonly sessionId: string;
  readonly userId: string;
  readonly epoch: string;
  /** The longest text that may be sent. */
  readonly textLength: number;
  readonly me: { readonly version: number };
  /** The latest-active rooms first, at most 500. */
  readonly rooms: readonly (RoomPosition & ReadState)[];
  /** Where the list of rooms goes on. */
  readonly cursor?: string;
}

/**
 * The sessions whose sockets this process holds. Everything returns at once; a session that is gone is passed over;
 * what is sent to one session arrives in the order of the calls.
 */
export interface LiveSessions {
  ready(start: SessionStart): void;
  /** From now on `toRoom` reaches the session. */
  join(sessionId: string, room: RoomRef): void;
  leave(sessionId: string, room: RoomRef): void;
  toRoom(room: RoomRef, events: readonly RoomEvent[]): void;
  toSession(sessionId: string, roomEvents: readonly RoomEvent[]): void;
  /**
   * @param version the room's, for those that are not sent them now
   * @param instead what these sessions are sent in place of the event
   */
  receipts(room: RoomRef, event: ReceiptsEvent, version: number, instead: ReadonlyMap<string, ReceiptsEvent>): void;
  receiptsTo(sessionId: string, events: readonly ReceiptsEvent[]): void;
  /** A session that does not keep up is passed over, and not told later. */
  typing(sessionIds: readonly string[], typing: Typing): void;
  presence(sessionId: string, presences: readonly Presence[]): void;
  me(sessionId: string, events: readonly MeEvent[]): void;
  rejected(sessionId: string, rejected: Rejected): void;
}

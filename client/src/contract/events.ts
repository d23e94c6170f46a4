import type { Privacy } from "./privacy.ts";
import type { Invitation, Member, Message, Room, RoomSettings, RoomSummary, Watermarks } from "./rows.ts";

interface Covers {
  readonly roomId: string;
  /** The event covers the versions above `prev` up to and including `version`. */
  readonly prev: number;
  readonly version: number;
}

export interface MessageEvent extends Covers {
  readonly type: "message";
  readonly message: Message;
}

export interface MemberEvent extends Covers {
  readonly type: "member";
  readonly member: Member;
  /** Members of the room after this change. */
  readonly memberCount: number;
}

/** With `prev` equal to `version` it covers nothing: what members may see is another; pull, and the feed has you start afresh. */
export interface RoomChangedEvent extends Covers {
  readonly type: "room";
  readonly room: Room;
}

/** A version without a row to show. With `prev` equal to `version` it covers nothing: the room is there, pull what you lack. */
export interface HeadEvent extends Covers {
  readonly type: "head";
}

/** Live and in the change feed alike, so that a client has one reducer. */
export type RoomEvent = MessageEvent | MemberEvent | RoomChangedEvent | HeadEvent;

/** The changes after a position, oldest first; `version` is the reader's next position. */
export interface ChangesPage {
  readonly events: readonly RoomEvent[];
  readonly version: number;
  readonly more: boolean;
  /** Where the room's marks stand; absent where nothing of it was read. */
  readonly marks?: number;
}

/** Not from that position: drop the room, read its latest page, go on from that page's `version`. */
export interface ChangesReset {
  readonly reset: true;
  readonly version: number;
  readonly seq: number;
  /** Where the room's marks stand. */
  readonly marks?: number;
}

export type Changes = ChangesPage | ChangesReset;

/** `gone`: the room does not exist for this user (any more). */
export type SyncResult = Changes | { readonly gone: true };

/** Watermarks that moved. It covers the room's marks above `prev` up to and including `marks`. */
export interface ReceiptsEvent {
  readonly roomId: string;
  readonly prev: number;
  readonly marks: number;
  readonly receipts: readonly Watermarks[];
}

interface MeCovers {
  readonly prev: number;
  readonly version: number;
}

interface MeInRoom extends MeCovers {
  readonly roomId: string;
}

/** What concerns one user alone, to all of that user's sockets. */
export type MeEvent =
  /** It ends an invitation to that room. */
  | (MeInRoom & { readonly type: "joined"; readonly room: RoomSummary })
  /** `deleted`: with the room. */
  | (MeInRoom & { readonly type: "left"; readonly deleted?: true })
  | (MeInRoom & { readonly type: "invited"; readonly invitation: Invitation })
  /** Declined on another device, or withdrawn. */
  | (MeInRoom & { readonly type: "uninvited" })
  /** Mine of a room, all of them, changed on one of my devices. */
  | (MeInRoom & { readonly type: "settings"; readonly settings: RoomSettings })
  /** Mine, all of it, changed on one of my devices or by a service. */
  | (MeCovers & { readonly type: "privacy"; readonly privacy: Privacy });

import type { Invitation } from "./invitation.ts";
import type { Member } from "./member.ts";
import type { Message } from "./message.ts";
import type { Privacy } from "./privacy.ts";
import type { Room, RoomSummary } from "./room.ts";
import type { RoomSettings } from "./room-settings.ts";

/** An event stands for the versions above `prev` up to and including `version`. */
export interface Span {
  readonly prev: number;
  readonly version: number;
}

interface OfRoom extends Span {
  readonly roomId: string;
}

export interface MessageEvent extends OfRoom {
  readonly type: "message";
  readonly message: Message;
}

export interface MemberEvent extends OfRoom {
  readonly type: "member";
  readonly member: Member;
  /** Members of the room after this change. */
  readonly memberCount: number;
}

/** With `prev` equal to `version` it covers nothing: what members may see has changed, and whoever is below it starts afresh. */
export interface RoomChangedEvent extends OfRoom {
  readonly type: "room";
  readonly room: Room;
}

/** A version without a row to show. With `prev` equal to `version` it covers nothing: whoever lacks something pulls. */
export interface HeadEvent extends OfRoom {
  readonly type: "head";
}

/** Live and in the change feed alike, so that a client has one reducer. */
export type RoomEvent = MessageEvent | MemberEvent | RoomChangedEvent | HeadEvent;

/** Tells that the room has come this far, and covers nothing: whoever lacks something pulls. */
export const pullHint = (roomId: string, version: number): HeadEvent => ({
  type: "head",
  roomId,
  prev: version,
  version,
});

/** The member's own settings of a room, as they are now. */
export interface SettingsEvent extends OfRoom {
  readonly type: "settings";
  readonly settings: RoomSettings;
}

/** The user's own, all of it, as it is now. */
export interface PrivacyEvent extends Span {
  readonly type: "privacy";
  readonly privacy: Privacy;
}

/** A change of what one user alone has, as it is stored and announced. */
export type MeChange = (OfRoom & { readonly type: "joined" }) | PlainChange;

/** It says everything, so that it is told as it is stored. */
type PlainChange =
  /** `deleted`: with the room. */
  | (OfRoom & { readonly type: "left"; readonly deleted?: true })
  | (OfRoom & { readonly type: "invited"; readonly invitation: Invitation })
  | (OfRoom & { readonly type: "uninvited" })
  | SettingsEvent
  | PrivacyEvent;

/** The same as its user is told: a beginning membership, which ends an invitation, comes with the room. */
export type MeEvent = (OfRoom & { readonly type: "joined"; readonly room: RoomSummary }) | PlainChange;

/** A command that was accepted and then refused, for good. */
export interface Rejected {
  readonly commandId: string;
  readonly roomId: string;
  readonly code: string;
  readonly message: string;
}

/** Not from that position: drop the room, read its latest page, go on from that page's version. */
export interface FeedReset {
  readonly reset: true;
  readonly version: number;
  readonly seq: number;
}

export interface FeedPage<E> {
  readonly events: readonly E[];
  /** The reader's next position. */
  readonly version: number;
  readonly more: boolean;
}

/** With where the room's marks stand; absent where nothing of it was read. */
export type Changes = (FeedPage<RoomEvent> | FeedReset) & { readonly marks?: number };

/** Nothing comes after it. */
export const endsRoom = (event: RoomEvent): boolean => event.type === "room" && event.room.deletedAt !== undefined;

/** The last that the user gets of the room, until a next membership. */
export const endsMembershipOf = (event: RoomEvent, userId: string): boolean =>
  endsRoom(event) || (event.type === "member" && event.member.userId === userId && event.member.leftAt !== undefined);

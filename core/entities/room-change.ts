import type { AuditDetails } from "./audit.ts";
import type { RoomChangedEvent } from "./event.ts";
import type { Notice } from "./notice.ts";
import type { Action } from "./permissions.ts";
import type { PrivacyChange } from "./privacy.ts";
import { changedPrivacy } from "./privacy.ts";
import type { Counters, History, LockedRoom, Room } from "./room.ts";

/** What is to be different. `null` takes a part of the profile away; what is absent stays. */
export interface RoomChange {
  readonly name?: string | null;
  readonly description?: string | null;
  readonly picture?: string | null;
  readonly data?: Readonly<Record<string, unknown>> | null;
  readonly archived?: boolean;
  readonly locked?: boolean;
  readonly announcement?: boolean;
  /** In seconds; 0 ends it. */
  readonly slowMode?: number;
  readonly history?: History;
  readonly privacy?: PrivacyChange;
}

const actions: Readonly<Record<keyof RoomChange, Action>> = {
  name: "change_room",
  description: "change_room",
  picture: "change_room",
  data: "change_room",
  history: "change_room",
  privacy: "change_room",
  locked: "lock_room",
  announcement: "lock_room",
  slowMode: "lock_room",
  archived: "archive_room",
};

/** Everything that somebody must be allowed to do for this change. */
export const actionsOf = (change: RoomChange): readonly Action[] => [
  ...new Set(Object.keys(change).map((field) => actions[field as keyof RoomChange])),
];

const nothing: ReadonlySet<unknown> = new Set([null, false, 0]);

const isThere = ([field, value]: readonly [string, unknown]): boolean =>
  !nothing.has(value) && !(field === "history" && value === "all");

/** The room as it is to be: what is `null`, `false` or 0 is not there, nor a history of `all`, nor what is turned on. */
export const changed = (room: Room, { privacy: privacyChange = {}, ...change }: RoomChange): Room => {
  const { id, kind, createdAt, privacy: before = {}, ...others } = room;
  const after = Object.entries({ ...others, ...change }).filter(isThere);
  const privacy = changedPrivacy(before, privacyChange);
  const isPrivate = Object.keys(privacy).length > 0;
  return { id, kind, createdAt, ...Object.fromEntries(after), ...(isPrivate && { privacy }) };
};

/** For the record: what somebody chose, and of a profile only which parts. */
export const detailsOf = ({ privacy, ...change }: RoomChange): AuditDetails =>
  Object.fromEntries(
    Object.entries({ ...change, ...privacy }).map(([field, value]) => [
      field,
      typeof value === "boolean" || typeof value === "number" ? value : value === null ? "removed" : "changed",
    ]),
  );

/** @param room as it is to be; it takes one version. */
export const planRoomChange = (
  { ref, seq, version: prev, memberCount }: LockedRoom,
  room: Room,
): { readonly counters: Counters; readonly notices: readonly Notice[] } => {
  const version = prev + 1;
  const event: RoomChangedEvent = { type: "room", roomId: ref.roomId, prev, version, room };
  return { counters: { seq, version, memberCount }, notices: [{ to: "room", room: ref, events: [event] }] };
};

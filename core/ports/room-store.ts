import type { RoomRef, UserRef } from "../entities/refs.ts";
import type {
  Counters,
  History,
  LockedRoom,
  Room,
  RoomKind,
  RoomPosition,
  RoomProfile,
  RoomSummary,
} from "../entities/room.ts";

export interface NewRoom extends RoomProfile {
  readonly ref: RoomRef;
  readonly kind: RoomKind;
  /** `all` when absent. */
  readonly history?: History;
  /** The two of a `direct` room. */
  readonly pair?: readonly [low: string, high: string];
}

export interface LockedRooms {
  readonly locked: readonly LockedRoom[];
  /** These do not exist; what is in neither list is locked by somebody else. */
  readonly missing: readonly RoomRef[];
  /** The database's clock. RFC 3339. */
  readonly now: string;
}

export interface RoomsPage {
  readonly rooms: readonly RoomSummary[];
  /** Opaque; absent on the last page. */
  readonly cursor?: string;
}

export interface WantedRooms {
  /** Those that the reader has shelved, in place of the others. */
  readonly shelved?: boolean;
  /** Only those that the reader has pinned, or only the others. */
  readonly pinned?: boolean;
}

export interface RoomStore {
  /**
   * With its counters at version 1, seq 0 and no members.
   * @returns the new room, or nothing when the id or the pair is taken.
   */
  insert(room: NewRoom): Promise<Room | undefined>;
  /** Waits for the lock, 2 s at most. @returns nothing when there is no such room. */
  lock(room: RoomRef): Promise<LockedRoom | undefined>;
  /** The `direct` room of these two, locked. */
  lockPair(tenantId: string, pair: readonly [low: string, high: string]): Promise<LockedRoom | undefined>;
  find(room: RoomRef): Promise<Room | undefined>;
  /**
   * Everything but its id, kind and age. The room is locked; `version` is the one that tells of it. Where its history is
   * another one, no member's feed goes on from below that version.
   */
  save(ref: RoomRef, room: Room, version: number): Promise<void>;
  /**
   * A locked room: from here on it is only in {@link positions} and in the feed that gateways read, without anything that
   * it said of itself, and its id stays taken. @param version the last one, which tells of it
   */
  delete(ref: RoomRef, version: number): Promise<Room>;
  /** Waits for nobody. */
  lockFree(rooms: readonly RoomRef[]): Promise<LockedRooms>;
  /** Of locked rooms. `active` moves them to the front of their members' lists. */
  saveCounters(rooms: readonly (Counters & { readonly ref: RoomRef; readonly active: boolean })[]): Promise<void>;
  /** As the user sees it, without a last message that is not for them; whether they may is for the caller to judge by `kind` and `me`. */
  summary(room: RoomRef, userId: string): Promise<RoomSummary | undefined>;
  /**
   * The user's rooms, but for those that the user has hidden, latest activity first.
   * @throws ChatError `invalid_input` when the cursor is not one of ours.
   */
  pageOf(user: UserRef, limit: number, cursor?: string, wanted?: WantedRooms): Promise<RoomsPage>;
  /**
   * The tenant's channels that are not archived, as the reader sees them: by name, or, with a search, by the first words
   * of a name that begin with it. @throws ChatError `invalid_input` when the cursor is not one of ours.
   */
  channels(reader: UserRef, search: string, limit: number, cursor?: string): Promise<RoomsPage>;
  /** Where these rooms' feeds stand, or ended; what never existed is left out. */
  positions(rooms: readonly RoomRef[]): Promise<readonly (RoomPosition & { readonly ref: RoomRef })[]>;
}

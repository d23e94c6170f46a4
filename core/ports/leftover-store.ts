import type { RoomRef } from "../entities/refs.ts";

/** User ids to the versions of these users that tell of it. */
export type Told = ReadonlyMap<string, number>;

/** What deleted rooms have left behind: nobody can see it any more. */
export interface LeftoverStore {
  /** A deleted room that still has something, locked; this one, when one is named. Nothing while another process has it. */
  next(room?: RoomRef): Promise<RoomRef | undefined>;
  /** Ends some memberships of a locked room. Their users are locked in order. */
  endMemberships(room: RoomRef, atMost: number): Promise<Told>;
  /** Ends some open invitations to a locked room. Their users are locked in order. */
  endInvitations(room: RoomRef, atMost: number): Promise<Told>;
  /** Takes messages of a locked room away, the rest with the last of them. @returns whether nothing is left over now */
  takeAway(room: RoomRef, messages: number): Promise<boolean>;
}

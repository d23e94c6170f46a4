import type { UserRef } from "./refs.ts";

/** Whether a user has a session anywhere, as others are shown it. */
export interface Presence {
  readonly userId: string;
  readonly online: boolean;
  /** When the last session of who is offline ended, as far as that is known. RFC 3339. */
  readonly lastSeenAt?: string;
}

/** A user's presence as it was at one moment. */
export interface Sighting extends Omit<Presence, "userId"> {
  readonly user: UserRef;
  /** Microseconds of the clock that all processes share: of two sightings of one user the later one counts. */
  readonly asOf: number;
}

export const presenceOf = ({ user: { userId }, online, lastSeenAt }: Sighting): Presence => ({
  userId,
  online,
  ...(lastSeenAt !== undefined && { lastSeenAt }),
});

/** How a user is shown to whom they are hidden from: as one who does not exist. */
export const hidden = (userId: string): Presence => ({ userId, online: false });

export const isSame = (one: Presence, other: Presence): boolean =>
  one.online === other.online && one.lastSeenAt === other.lastSeenAt;

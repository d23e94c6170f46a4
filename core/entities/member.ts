/** The higher first. An `owner` is one in each room but a `direct` one; a `reader` may not post. */
export const roles = ["owner", "moderator", "member", "reader"] as const;

export type Role = (typeof roles)[number];

/** Whether the first is above the second: nobody has a say over an equal. */
export const outranks = (one: Role, other: Role): boolean => roles.indexOf(one) < roles.indexOf(other);

/** A membership, also after its end: rows are never taken away, so that a change feed can tell of it. */
export interface Member {
  readonly userId: string;
  readonly role: Role;
  /** The room's `seq` when this membership began. */
  readonly joinedSeq: number;
  /** May not post until then, by the database's clock. RFC 3339. It stays when that time is over, or the member comes back. */
  readonly mutedUntil?: string;
  /** RFC 3339; present once the membership has ended. */
  readonly leftAt?: string;
}

/** A membership about to begin. */
export interface NewMember {
  readonly userId: string;
  readonly role: Role;
  readonly joinedSeq: number;
  /** The room's version that tells of it. */
  readonly version: number;
  /** The user's version that tells of it. */
  readonly userVersion: number;
}

export const isCurrent = (member: Member | undefined): member is Member =>
  member !== undefined && member.leftAt === undefined;

/** Keeps a user out of a room, member or not. */
export interface Ban {
  readonly userId: string;
  readonly bannedBy: string;
  readonly reason?: string;
  /** RFC 3339. */
  readonly at: string;
  /** By the database's clock, RFC 3339; absent where it lasts until it is lifted. */
  readonly until?: string;
}

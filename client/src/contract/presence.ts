/** Whether a user has a connection anywhere. */
export interface Presence {
  readonly userId: string;
  readonly online: boolean;
  /** When the last connection of who is offline ended, as far as that is known. */
  readonly lastSeenAt?: string;
}

export interface PresenceAnswer {
  /** Who does not exist, or is not to be seen, is offline. */
  readonly presences: readonly Presence[];
}

/** Those of `unwatch` that stand in `watch` as well are watched. At most 500 users on one connection. */
export interface PresenceRequest {
  readonly watch?: readonly string[];
  readonly unwatch?: readonly string[];
}

export interface Online {
  /** By user id; absent in a large room. */
  readonly online?: readonly string[];
  readonly count: number;
}

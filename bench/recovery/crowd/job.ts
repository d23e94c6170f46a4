/** Somebody of a crowd, and the rooms that are open there. */
export interface CrowdUser {
  readonly userId: string;
  readonly token: string;
  readonly rooms: readonly string[];
}

export interface CrowdJob {
  readonly url: string;
  readonly socketUrl: string;
  readonly users: readonly CrowdUser[];
}

/** By its room: the version that is stored. */
export type Heads = Readonly<Record<string, number>>;

/** What a crowd is told after its job: to count from here on, or to tell what it saw. */
export type Word = "watch" | { readonly heads: Heads };

/** What a client saw since it was told to watch. Times are in milliseconds since 1970. */
export interface Seen {
  /** When its connection was lost first; nothing when it never was. */
  readonly cutAt?: number;
  /** When its first attempt after that began. */
  readonly triedAt?: number;
  /** When its last session began. */
  readonly readyAt?: number;
  /** When it held, for each of its rooms, at least what was stored as that session began. */
  readonly consistentAt?: number;
  /** Attempts to connect. */
  readonly attempts: number;
  /** Why attempts ended, by code. */
  readonly waits: Readonly<Record<string, number>>;
  readonly syncs: number;
  /** Rooms of which it holds less than is stored. */
  readonly behind: number;
}

import type { Sighting } from "../entities/presence.ts";
import type { UserRef } from "../entities/refs.ts";

/** How long presence is kept, in milliseconds. */
export interface PresenceTerms {
  /** For so long a user is held, unless that is said again. */
  readonly lifetimeMs: number;
  /** For so long it is known when a user was last seen. */
  readonly keptMs: number;
}

/**
 * Who is online: whoever is held by at least one gateway. All times are of one clock that the processes share.
 * Everything throws ChatError `unavailable` while what they share is away, after 1 s at the latest.
 */
export interface PresenceStore {
  /** This gateway has sessions of these users, for a lifetime from now on. @returns those whom no gateway held before */
  hold(users: readonly UserRef[]): Promise<readonly Sighting[]>;
  /** This gateway has none of them any more; they are seen now for the last time. @returns those whom no other gateway holds */
  release(users: readonly UserRef[]): Promise<readonly Sighting[]>;
  /** How each of these stands, in their order. Who was never seen, or not for long, is offline. */
  see(users: readonly UserRef[]): Promise<readonly Sighting[]>;
}

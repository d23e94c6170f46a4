import type { Sighting } from "../../core/entities/presence.ts";
import type { UserRef } from "../../core/entities/refs.ts";
import { userKey } from "../../core/entities/refs.ts";
import type { Clock } from "../../core/ports/clock.ts";
import type { PresenceStore, PresenceTerms } from "../../core/ports/presence-store.ts";

interface Seen {
  /** When it was last held or released, in milliseconds since 1970. */
  readonly at: number;
  readonly isHeld: boolean;
}

/** For one process that is the only gateway. */
export class MemoryPresenceStore implements PresenceStore {
  readonly #clock: Clock;
  readonly #terms: PresenceTerms;
  /** Whoever was seen last stands last. */
  readonly #seen = new Map<string, Seen>();
  /** Nothing happens twice at one moment. */
  #asOf = 0;

  constructor(clock: Clock, terms: PresenceTerms) {
    this.#clock = clock;
    this.#terms = terms;
  }

  hold(users: readonly UserRef[]): Promise<readonly Sighting[]> {
    const came = users.filter((user) => !this.#isOnline(user));
    this.#keep(users, true);
    return this.see(came);
  }

  release(users: readonly UserRef[]): Promise<readonly Sighting[]> {
    this.#keep(users, false);
    return this.see(users);
  }

  see(users: readonly UserRef[]): Promise<readonly Sighting[]> {
    const asOf = this.#moment();
    return Promise.resolve(users.map((user) => this.#sightingOf(user, asOf)));
  }

  #sightingOf(user: UserRef, asOf: number): Sighting {
    const seen = this.#seen.get(userKey(user));
    const online = this.#isOnline(user);
    if (online || !seen) return { user, online, asOf };
    return { user, online: false, lastSeenAt: new Date(seen.at).toISOString(), asOf };
  }

  #isOnline(user: UserRef): boolean {
    const seen = this.#seen.get(userKey(user));
    return seen?.isHeld === true && seen.at > this.#clock.now() - this.#terms.lifetimeMs;
  }

  #keep(users: readonly UserRef[], isHeld: boolean): void {
    const at = this.#clock.now();
    for (const user of users) {
      this.#seen.delete(userKey(user));
      this.#seen.set(userKey(user), { at, isHeld });
    }
    this.#forget(at - this.#terms.keptMs);
  }

  #forget(before: number): void {
    for (const [key, { at }] of this.#seen) {
      if (at >= before) return;
      this.#seen.delete(key);
    }
  }

  #moment(): number {
    this.#asOf = Math.max(this.#asOf + 1, this.#clock.now() * 1_000);
    return this.#asOf;
  }
}

import type { Actor } from "../entities/actor.ts";
import type { Presence } from "../entities/presence.ts";
import type { UserRef } from "../entities/refs.ts";
import { userKey } from "../entities/refs.ts";
import { ChatError } from "../errors.ts";

/** Most users that one session watches. */
export const mostWatched = 500;

/** A user whom a session here watches. */
export interface Watched {
  readonly user: UserRef;
  readonly sessions: Set<string>;
  /** As far as it is known, and since when. */
  presence?: Presence;
  asOf: number;
  /** When somebody was last told of it, in milliseconds since 1970. */
  toldAt: number;
}

/** What a session was last told of a user: `unanswered` until it is told how they stand, `unknown` where nobody could say. */
type Told = Presence | "unanswered" | "unknown";

interface Watcher {
  readonly viewer: Actor;
  /** By user id. */
  readonly told: Map<string, Told>;
}

/** Which session watches whom. */
export class WatchList {
  readonly #open = new Set<string>();
  readonly #watchers = new Map<string, Watcher>();
  readonly #watched = new Map<string, Watched>();

  /** Everybody who is watched. */
  get all(): readonly Watched[] {
    return [...this.#watched.values()];
  }

  of(user: UserRef): Watched | undefined {
    return this.#watched.get(userKey(user));
  }

  watcher(sessionId: string): Watcher | undefined {
    return this.#watchers.get(sessionId);
  }

  /** What a session asked for last may come later than its end. */
  isOpen(sessionId: string): boolean {
    return this.#open.has(sessionId);
  }

  /** From now on the session may watch, until it is closed. */
  open(sessionId: string): void {
    this.#open.add(sessionId);
  }

  /** @returns whom nobody watches any more */
  close(sessionId: string): readonly Watched[] {
    this.#open.delete(sessionId);
    return this.remove(sessionId, [...(this.#watchers.get(sessionId)?.told.keys() ?? [])]);
  }

  /** @throws ChatError `too_many_watched` when it would watch too many, if it did */
  assertRoom(sessionId: string, add: readonly string[], remove: readonly string[]): void {
    const watched = new Set(this.#watchers.get(sessionId)?.told.keys());
    for (const userId of remove) watched.delete(userId);
    for (const userId of add) watched.add(userId);
    if (watched.size > mostWatched) throw new ChatError("too_many_watched");
  }

  /** Of an open session. @returns the ids of those that it did not watch yet */
  add(sessionId: string, viewer: Actor, userIds: readonly string[]): readonly string[] {
    const watcher = this.#watchers.get(sessionId) ?? { viewer, told: new Map<string, Told>() };
    const fresh = userIds.filter((userId) => !watcher.told.has(userId));
    if (fresh.length > 0) this.#watchers.set(sessionId, watcher);
    for (const userId of fresh) {
      watcher.told.set(userId, "unanswered");
      this.#made({ tenantId: viewer.tenantId, userId }).sessions.add(sessionId);
    }
    return fresh;
  }

  /** @returns whom nobody watches any more */
  remove(sessionId: string, userIds: readonly string[]): readonly Watched[] {
    const watcher = this.#watchers.get(sessionId);
    if (!watcher) return [];
    const { tenantId } = watcher.viewer;
    const left = userIds
      .filter((userId) => watcher.told.delete(userId))
      .flatMap((userId) => this.of({ tenantId, userId }) ?? []);
    if (watcher.told.size === 0) this.#watchers.delete(sessionId);
    for (const { sessions } of left) sessions.delete(sessionId);
    const alone = left.filter(({ sessions }) => sessions.size === 0);
    for (const { user } of alone) this.#watched.delete(userKey(user));
    return alone;
  }

  #made(user: UserRef): Watched {
    const watched = this.of(user) ?? { user, sessions: new Set<string>(), asOf: 0, toldAt: -Infinity };
    this.#watched.set(userKey(user), watched);
    return watched;
  }
}

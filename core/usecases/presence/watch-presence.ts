import type { Actor } from "../../entities/actor.ts";
import type { Presence } from "../../entities/presence.ts";
import type { Watches } from "../../presence/watches.ts";

export interface WatchPresenceInput {
  readonly viewer: Actor;
  readonly sessionId: string;
  readonly watch?: readonly string[];
  /** Those that are to be watched as well are. */
  readonly unwatch?: readonly string[];
}

/** A session is told of these users whenever they come or go, until it ends. */
export class WatchPresence {
  readonly #watches: Watches;

  constructor(watches: Watches) {
    this.#watches = watches;
  }

  /**
   * @returns how those stand that it is to watch, those left out of whom nothing is known now.
   * @throws ChatError `too_many_watched`; StorageFailure
   */
  execute({ viewer, sessionId, watch = [], unwatch = [] }: WatchPresenceInput): Promise<readonly Presence[]> {
    return this.#watches.change(sessionId, viewer, [...new Set(watch)], unwatch);
  }
}

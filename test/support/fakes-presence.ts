import type { Sighting } from "../../core/entities/presence.ts";
import type { UserRef } from "../../core/entities/refs.ts";
import { ChatError } from "../../core/errors.ts";
import type { Clock } from "../../core/ports/clock.ts";
import type { PresenceStore } from "../../core/ports/presence-store.ts";
import { MemoryPresenceStore } from "../../infra/memory/presence-store.ts";

/** How long somebody is held, in milliseconds. */
export const lifetimeMs = 30_000;

/** A store that can be away, and that other gateways use too: they are the test's to play. */
export class FakePresenceStore implements PresenceStore {
  /** What it was asked, as in `hold alice, bob`. */
  readonly asked: string[] = [];
  isAway = false;
  readonly #store: MemoryPresenceStore;

  constructor(clock: Clock) {
    this.#store = new MemoryPresenceStore(clock, { lifetimeMs, keptMs: 10 * lifetimeMs });
  }

  hold(users: readonly UserRef[]): Promise<readonly Sighting[]> {
    return this.#ask("hold", users);
  }

  release(users: readonly UserRef[]): Promise<readonly Sighting[]> {
    return this.#ask("release", users);
  }

  see(users: readonly UserRef[]): Promise<readonly Sighting[]> {
    return this.#ask("see", users);
  }

  async #ask(what: "hold" | "release" | "see", users: readonly UserRef[]): Promise<readonly Sighting[]> {
    if (users.length > 0) this.asked.push(`${what} ${users.map(({ userId }) => userId).join(", ")}`);
    if (this.isAway) throw new ChatError("unavailable");
    return this.#store[what](users);
  }
}

import type { Covered, EventOutcome } from "./room-reducer.ts";

/** More than this many early events are not worth keeping: the feed has them. */
const mostHeld = 1_000;

/** Puts the events of one feed in their order: what follows on is taken, what came too early is kept. */
export class EventLine<E extends Covered> {
  readonly #take: (event: E) => EventOutcome;
  #held: readonly E[] = [];

  /** @param take applies an event if it follows on, and says so. */
  constructor(take: (event: E) => EventOutcome) {
    this.#take = take;
  }

  /** @returns the events that took effect, in order; among them some that were kept before. */
  offer(events: readonly E[]): E[] {
    const waiting = [...this.#held, ...events].sort((a, b) => a.version - b.version);
    const applied: E[] = [];
    const early: E[] = [];
    for (const event of waiting) {
      const outcome = this.#take(event);
      if (outcome === "applied") applied.push(event);
      if (outcome === "gap") early.push(event);
    }
    this.#held = early.length > mostHeld ? [] : early;
    return applied;
  }

  clear(): void {
    this.#held = [];
  }
}

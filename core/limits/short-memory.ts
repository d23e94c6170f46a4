import type { Clock } from "../ports/clock.ts";

interface Entry<V> {
  readonly value: V;
  readonly until: number;
}

/** Remembers each value for so long and no longer; so it never holds much more than it was given in that time. */
export class ShortMemory<V> {
  readonly #clock: Clock;
  readonly #ms: number;
  /** The oldest first. */
  readonly #entries = new Map<string, Entry<V>>();

  /** @param ms how long each value is remembered, in milliseconds */
  constructor(clock: Clock, ms: number) {
    this.#clock = clock;
    this.#ms = ms;
  }

  get(key: string): V | undefined {
    const entry = this.#entries.get(key);
    return entry && entry.until > this.#clock.now() ? entry.value : undefined;
  }

  /** From now on, in place of what was remembered under the key. */
  set(key: string, value: V): void {
    const now = this.#clock.now();
    this.#entries.delete(key);
    this.#entries.set(key, { value, until: now + this.#ms });
    for (const [old, { until }] of this.#entries) {
      if (until > now) break;
      this.#entries.delete(old);
    }
  }
}

import type { Span } from "../entities/event.ts";

/** Events that are held at most. */
const maxHeld = 1_000;

/**
 * Puts live events into the order of their versions. It knows the version up to which events were let through, drops
 * what is not newer, lets through what follows on, and holds the rest until the gap is filled.
 */
export class SpanOrder<E extends Span> {
  #position: number | undefined;
  /** The newest version heard of. */
  #head = 0;
  /** What the previous head check saw. */
  #checkedHead = 0;
  /** By version; nothing in it follows on from the position. */
  #held: E[] = [];

  /** The version up to which events were let through; nothing before {@link startAt}. */
  get position(): number | undefined {
    return this.#position;
  }

  /** Something newer than the position exists and has not been let through. */
  get isBehind(): boolean {
    return this.#position !== undefined && this.#head > this.#position;
  }

  /** @returns the held events that follow on from here. */
  startAt(position: number): E[] {
    this.#position = position;
    return this.#drain();
  }

  /** What was let through above `position` did not arrive after all. */
  rewind(position: number): void {
    this.#position = position;
  }

  /** @returns what may be let through now, in order. */
  take(events: readonly E[]): E[] {
    for (const event of events) this.hearOf(event.version);
    this.#held.push(...events);
    const passed = this.#drain();
    // So far behind, the feed is the better source; the head says that there is something to read.
    if (this.#held.length > maxHeld) this.#held = [];
    return passed;
  }

  /**
   * A head check saw this version. @returns whether what the check before it saw has still not been let through: what
   * came since is probably on its way.
   */
  isLeftBehindBy(head: number): boolean {
    const isLeftBehind = this.#position !== undefined && this.#position < this.#checkedHead;
    this.#checkedHead = head;
    return isLeftBehind;
  }

  /** Somebody says that this version exists. */
  hearOf(version: number): void {
    this.#head = Math.max(this.#head, version);
  }

  /**
   * What the change feed says to come after the position, up to `version`.
   * @returns what may be let through now, in order.
   */
  fill(events: readonly E[], version: number): E[] {
    const passed = this.take(events);
    if (this.#position === undefined || this.#position >= version) return passed;
    // The feed is the truth: behind its last row there is nothing to show up to `version`.
    this.#position = version;
    return [...passed, ...this.#drain()];
  }

  #drain(): E[] {
    if (this.#position === undefined) return [];
    if (this.#held.length > 1) this.#held.sort((a, b) => a.version - b.version);
    const passed: E[] = [];
    const held: E[] = [];
    for (const event of this.#held) {
      if (event.version <= this.#position) continue;
      if (event.prev > this.#position) {
        held.push(event);
        continue;
      }
      passed.push(event);
      this.#position = event.version;
    }
    this.#held = held;
    return passed;
  }
}

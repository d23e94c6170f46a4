import { setTimeout as pause } from "node:timers/promises";
import type { Crowd } from "../../long/crowd.ts";
import type { Traffic } from "./traffic.ts";

const lookEveryMs = 20;

/** Watches what is heard, and tells when every room serves again from end to end. */
export class Recovery {
  readonly #heard: { readonly roomId: string; readonly id: string; readonly at: number }[] = [];
  readonly #rooms: readonly string[];
  #missing = new Set<string>();

  constructor(crowd: Crowd) {
    this.#rooms = crowd.roomIds;
    crowd.onHeard(({ roomId, id }) => this.#heard.push({ roomId, id, at: performance.now() }));
  }

  /** Rooms in which nothing was heard that was begun after the fault. */
  get missing(): readonly string[] {
    return [...this.#missing];
  }

  /** @returns milliseconds since `end`; -1 for what did not happen in time */
  async since(end: number, traffic: Traffic, withinMs: number): Promise<{ recoveredMs: number; acceptedMs: number }> {
    this.#missing = new Set(this.#rooms);
    let [recoveredMs, acceptedMs] = [-1, -1];
    for (let seen = 0; this.#missing.size > 0 && performance.now() - end < withinMs;) {
      await pause(lookEveryMs);
      if (acceptedMs < 0 && traffic.lastAccepted > end) acceptedMs = Math.round(performance.now() - end);
      for (const { roomId, id, at } of this.#heard.slice(seen)) {
        if (traffic.attemptedAt(id) < end || !this.#missing.delete(roomId)) continue;
        recoveredMs = Math.round(at - end);
      }
      seen = this.#heard.length;
    }
    if (this.#missing.size > 0) recoveredMs = -1;
    return { recoveredMs, acceptedMs };
  }
}

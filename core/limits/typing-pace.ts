import { typingMs } from "../entities/typing.ts";
import type { Clock } from "../ports/clock.ts";
import { ShortMemory } from "./short-memory.ts";

/** What the others were last told of a user in a room. */
interface Told {
  /** When they were last told that the user is typing, in milliseconds since 1970. */
  readonly at: number;
  readonly active: boolean;
}

/** From one time that the others are told that somebody is typing to the next, in milliseconds. */
const pauseMs = 2_000;

/** How often the others in a room are told of each user: counted by each gateway alone, over all of the user's sockets there. */
export class TypingPace {
  readonly #clock: Clock;
  readonly #told: ShortMemory<Told>;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#told = new ShortMemory(clock, typingMs);
  }

  /**
   * At most every 2 s that the user is typing, and once each time that the user has stopped: who is not shown as typing
   * cannot stop.
   * @param key names the room and the user
   * @returns whether the others are told now, and then it counts as told.
   */
  take(key: string, active: boolean): boolean {
    const told = this.#told.get(key);
    const now = this.#clock.now();
    const isNews = active ? told === undefined || now - told.at >= pauseMs : told?.active === true;
    if (isNews) this.#told.set(key, { at: active || !told ? now : told.at, active });
    return isNews;
  }
}

import type { TypingRequest } from "./contract.ts";
import type { Scheduler } from "./scheduler.ts";

export interface TypingSignalOptions {
  readonly scheduler: Pick<Scheduler, "now">;
  /** Whether it arrives is nobody's concern. */
  readonly say: (request: TypingRequest) => void;
}

/** In milliseconds. The server shows me as typing for twice as long. */
const againAfterMs = 3_000;

/** That I am typing, as often as the server has to hear it and no oftener. */
export class TypingSignal {
  readonly #options: TypingSignalOptions;
  /** The rooms in which I am typing, to the scheduler's time at which I last said so. */
  readonly #said = new Map<string, number>();

  constructor(options: TypingSignalOptions) {
    this.#options = options;
  }

  set(roomId: string, active: boolean): void {
    const { scheduler, say } = this.#options;
    const now = scheduler.now();
    const last = this.#said.get(roomId);
    const isKnown = active ? last !== undefined && now - last < againAfterMs : last === undefined;
    if (isKnown) return;
    if (active) this.#said.set(roomId, now);
    else this.#said.delete(roomId);
    say({ roomId, active });
  }

  /** My message says by itself that I have stopped. */
  sent(roomId: string): void {
    this.#said.delete(roomId);
  }
}

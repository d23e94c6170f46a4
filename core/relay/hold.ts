import type { Cancel, Clock } from "../ports/clock.ts";

/** How long what does not follow on is held before what is missing is read, in milliseconds. */
const holdMs = 250;

/** Waits a moment for what is missing, which may just be late; then has it repaired, if it is missing still. */
export class Hold {
  readonly #clock: Clock;
  readonly #isBehind: () => boolean;
  readonly #repair: () => void;
  #cancel: Cancel | undefined;

  constructor(clock: Clock, isBehind: () => boolean, repair: () => void) {
    this.#clock = clock;
    this.#isBehind = isBehind;
    this.#repair = repair;
  }

  beginIfBehind(): void {
    if (this.#cancel || !this.#isBehind()) return;
    this.#cancel = this.#clock.after(holdMs, () => {
      this.#cancel = undefined;
      if (this.#isBehind()) this.#repair();
    });
  }

  cancel(): void {
    this.#cancel?.();
  }
}

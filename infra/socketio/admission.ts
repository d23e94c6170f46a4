import type { Cancel, Clock } from "../../core/ports/clock.ts";

/** How many are in work at once: each asks the database for all of its rooms. */
const maxInWork = 50;
/** How long one may wait for its turn, in milliseconds. */
const patienceMs = 5_000;

/** One handshake's way in. */
export interface Visit {
  /** True when its turn has come; false when that took too long, or it left before. */
  readonly admitted: Promise<boolean>;
  /** Gives its place to the next one. Safe to call twice. */
  readonly leave: () => void;
}

interface Waiting {
  readonly begin: () => void;
}

/** Lets a few handshakes in at once; the others wait in order, for a while. */
export class Admission {
  readonly #clock: Clock;
  readonly #inWork = new Set<Visit>();
  readonly #waiting = new Set<Waiting>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  ask(): Visit {
    let settle: (isAdmitted: boolean) => void = () => undefined;
    const admitted = new Promise<boolean>((resolve) => {
      settle = resolve;
    });
    let cancel: Cancel = () => undefined;
    const begin = (): void => {
      cancel();
      this.#inWork.add(visit);
      settle(true);
    };
    const waiting: Waiting = { begin };
    const leave = (): void => {
      cancel();
      settle(false);
      if (!this.#waiting.delete(waiting) && this.#inWork.delete(visit)) this.#next();
    };
    const visit: Visit = { admitted, leave };
    if (this.#inWork.size < maxInWork) begin();
    else {
      this.#waiting.add(waiting);
      cancel = this.#clock.after(patienceMs, leave);
    }
    return visit;
  }

  #next(): void {
    for (const waiting of this.#waiting) {
      this.#waiting.delete(waiting);
      waiting.begin();
      return;
    }
  }
}

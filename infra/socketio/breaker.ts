import type { Cancel, Clock } from "../../core/ports/clock.ts";

/** Pause between two probes, in milliseconds. */
const probeMs = 500;

/** Open after a failure, until a probe succeeds: what is known to be of no use is not tried at everybody's cost. */
export class Breaker {
  readonly #clock: Clock;
  readonly #probe: () => Promise<unknown>;
  #isOpen = false;
  #isEnded = false;
  #cancel: Cancel = () => undefined;

  /** @param probe is never asked again before it has settled. */
  constructor(clock: Clock, probe: () => Promise<unknown>) {
    this.#clock = clock;
    this.#probe = probe;
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** Probes at once: one stall of this process should not cost half a second of live events. */
  open(): void {
    if (this.#isOpen) return;
    this.#isOpen = true;
    this.#try();
  }

  /** Stops probing. */
  end(): void {
    this.#isEnded = true;
    this.#cancel();
  }

  #try(): void {
    if (this.#isEnded) return;
    this.#probe().then(
      () => {
        this.#isOpen = false;
      },
      () => {
        if (!this.#isEnded) this.#cancel = this.#clock.after(probeMs, () => this.#try());
      },
    );
  }
}

/** The passing of time, so that a test can turn the clock. */
export interface Scheduler {
  /** Milliseconds; only differences mean anything. */
  now(): number;
  setTimeout(run: () => void, ms: number): unknown;
  /** Forgets a timer; one that has run, or none at all, is no error. */
  clearTimeout(timer: unknown): void;
}

export const platformScheduler: Scheduler = {
  now: () => performance.now(),
  setTimeout: (run, ms) => setTimeout(run, ms),
  clearTimeout: (timer) => clearTimeout(timer as ReturnType<typeof setTimeout>),
};

/** Chance and time, from the platform or from a test. `random` gives 0 up to but not including 1. */
export interface Chance {
  readonly scheduler: Scheduler;
  readonly random: () => number;
}

export type Cancel = () => void;

/** Time as this process sees it. Tests turn it by hand, so everything that waits asks this port. */
export interface Clock {
  /** Milliseconds since 1970. Never compared with another process's clock, except for token expiry. */
  now(): number;
  /** Runs `run` once, `ms` milliseconds from now, unless cancelled; never keeps the process alive by itself. */
  after(ms: number, run: () => void): Cancel;
}

export const sleep = (clock: Clock, ms: number): Promise<void> =>
  new Promise((resolve) => {
    clock.after(ms, resolve);
  });

/**
 * The promise's value, or `undefined` when `ms` milliseconds passed first; the promise goes on unobserved then.
 * A rejection in time is passed on; one that comes late is nobody's.
 */
export const within = <T>(clock: Clock, ms: number, promise: Promise<T>): Promise<T | undefined> =>
  new Promise((resolve, reject) => {
    const cancel = clock.after(ms, () => {
      resolve(undefined);
    });
    promise.then(resolve, reject).finally(cancel);
  });

import type { Clock } from "../../../core/ports/clock.ts";

/** Runs `work` again and again, `ms` milliseconds after it last ended. @returns stops it, once the running one has ended */
export const every = (clock: Clock, ms: number, work: () => Promise<void>): (() => Promise<void>) => {
  let running: Promise<void> = Promise.resolve();
  let stopped = false;
  const schedule = (): (() => void) =>
    clock.after(ms, () => {
      running = work().finally(() => {
        if (!stopped) cancel = schedule();
      });
    });
  let cancel = schedule();
  return () => {
    stopped = true;
    cancel();
    return running;
  };
};

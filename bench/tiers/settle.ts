import { setTimeout as pause } from "node:timers/promises";
import type { Stack } from "./stack.ts";
import { appliedBy } from "./stack.ts";

/** In milliseconds. */
const everyMs = 25;
const patience = 120_000;

export interface Progress {
  readonly applied: number;
  readonly at: number;
}

/** What the consumer has applied, seen again and again until it is `count`. @throws when it takes too long */
export const watchUntilApplied = async (stack: Stack, count: number): Promise<readonly Progress[]> => {
  const seen: Progress[] = [];
  const startedAt = performance.now();
  for (;;) {
    const applied = await appliedBy(stack);
    seen.push({ applied, at: performance.now() });
    if (applied >= count) return seen;
    if (performance.now() - startedAt > patience) throw new Error(`${applied} of ${count} messages were applied.`);
    await pause(everyMs);
  }
};

/** Does the work, and waits until the `count` messages that it posted are through. */
export const settled = async <T>(stack: Stack, count: number, work: () => Promise<T>): Promise<T> => {
  const before = await appliedBy(stack);
  const result = await work();
  await watchUntilApplied(stack, before + count);
  return result;
};

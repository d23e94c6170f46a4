import { setImmediate } from "node:timers/promises";
import type { Delivery, Outcome } from "../../core/entities/command.ts";
import type { CommandHandler } from "./command-kind.ts";

interface Asked {
  readonly batch: readonly Delivery[];
  readonly resolve: (outcomes: readonly Outcome[]) => void;
  readonly reject: (reason: unknown) => void;
}

/** Commands handed out together, at most; a batch is never divided. */
const most = 500;

/**
 * The batches of all partitions that wait when the last ones are done, as one: a transaction costs much the same for a
 * hundred commands as for one, and a process that works on few things at once finds more to do together next time.
 */
export const merged = (handler: CommandHandler): CommandHandler => {
  const waiting: Asked[] = [];
  let isWorking = false;

  const work = async (): Promise<void> => {
    isWorking = true;
    while (waiting.length > 0) {
      await ask(handler, takeFrom(waiting));
      // Whoever was answered takes what has arrived meanwhile, and asks again, in these turns of the event loop.
      await setImmediate();
      await setImmediate();
    }
    isWorking = false;
  };

  return (batch) =>
    new Promise((resolve, reject) => {
      waiting.push({ batch, resolve, reject });
      if (!isWorking) void work();
    });
};

const takeFrom = (waiting: Asked[]): readonly Asked[] => {
  let size = 0;
  const end = waiting.findIndex(({ batch }, index) => (size += batch.length) > most && index > 0);
  return waiting.splice(0, end < 0 ? waiting.length : end);
};

const ask = async (handler: CommandHandler, asked: readonly Asked[]): Promise<void> => {
  try {
    const outcomes = await handler(asked.flatMap(({ batch }) => batch));
    let from = 0;
    for (const { batch, resolve } of asked) resolve(outcomes.slice(from, (from += batch.length)));
  } catch (error) {
    for (const { reject } of asked) reject(error);
  }
};

import { setTimeout as pause } from "node:timers/promises";
import { takesConnections } from "../../test/support/services/tcp.ts";
import { eventually } from "../../test/support/wait.ts";

const probeEveryMs = 20;

/** Resolves to when the server of this address took a connection again, by `performance.now()`. */
export const takenAgain = async (url: string): Promise<number> => {
  const port = Number(new URL(url).port);
  while (!(await takesConnections(port))) await pause(probeEveryMs);
  return performance.now();
};

/** Resolves to how many milliseconds after `since` it was so. */
export const msUntil = async (
  isSo: () => Promise<boolean>,
  { since, what, withinMs }: { readonly since: number; readonly what: string; readonly withinMs: number },
): Promise<number> => {
  await eventually(async () => (await isSo()) || undefined, what, withinMs);
  return performance.now() - since;
};

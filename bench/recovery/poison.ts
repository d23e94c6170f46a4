import { eventually } from "../../test/support/wait.ts";
import { median } from "../figures.ts";
import type { Poster } from "../tiers/driving/job.ts";
import type { Deployment } from "./deployment.ts";

const rooms = 50;
const putAsideMs = 60_000;

/** Rooms with somebody each who talks. */
export const makeChatter = async (deployment: Deployment): Promise<readonly Poster[]> => {
  const made = Array.from({ length: rooms }, (_, index) => ({ id: `room-${index}`, members: [`user-${index}`] }));
  await deployment.makeRooms(made);
  return Promise.all(
    made.map(async ({ id, members: [userId = ""] }) => ({ roomId: id, token: await deployment.token(userId) })),
  );
};

const lettersOf = async (deployment: Deployment): Promise<number> =>
  Number(await deployment.ask("select count(*) from dead_letters"));

/** Whether exactly one message is put aside by the end of `work`, or soon after it. */
export const hasOneLetterMore = async <T>(
  deployment: Deployment,
  work: () => Promise<T>,
): Promise<{ readonly result: T; readonly isOne: boolean }> => {
  const before = await lettersOf(deployment);
  const result = await work();
  const put = async (): Promise<true | undefined> => (await lettersOf(deployment)) > before || undefined;
  await eventually(put, "the poison is put aside", putAsideMs);
  return { result, isOne: (await lettersOf(deployment)) === before + 1 };
};

/** The same with poison and without, again and again, in turns the one and the other first. */
export const inPairs = async <T>(
  pairs: number,
  measure: (isPoisoned: boolean) => Promise<T>,
): Promise<{ readonly clean: readonly T[]; readonly poisoned: readonly T[] }> => {
  const clean: T[] = [];
  const poisoned: T[] = [];
  for (let pair = 0; pair < pairs; pair += 1) {
    for (const isPoisoned of pair % 2 === 0 ? [false, true] : [true, false]) {
      (isPoisoned ? poisoned : clean).push(await measure(isPoisoned));
    }
  }
  return { clean, poisoned };
};

/** Of pairs that were measured side by side, so that what a machine does meanwhile weighs on both. */
export const medianRatio = (poisoned: readonly number[], clean: readonly number[]): number =>
  median(poisoned.map((rate, pair) => rate / (clean[pair] ?? Number.NaN)));

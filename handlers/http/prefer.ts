import { LIMITS } from "../../client/src/contract.ts";

const wait = /^\s*wait\s*=\s*"?(\d+)"?\s*(?:;|$)/i;

/**
 * @param prefer the header of RFC 7240; preferences other than `wait` are ignored.
 * @returns how many seconds the caller would wait, 1 to 10; nothing when it did not say.
 */
export const secondsToWait = (prefer: string): number | undefined => {
  const found = prefer.split(",").map((preference) => wait.exec(preference)?.[1]);
  const asked = found.find((digits) => digits !== undefined);
  return asked === undefined ? undefined : Math.min(Math.max(Number(asked), 1), LIMITS.waitSeconds);
};

import { parseArgs } from "node:util";

export interface Options {
  readonly list: boolean;
  /** None named: all of them. */
  readonly faults: readonly string[];
  readonly seed: number;
  readonly repeat: number;
  readonly pairs: boolean;
  readonly smoke: boolean;
  readonly long: boolean;
  readonly report: boolean;
  readonly continued: boolean;
  /** So many lines at once, of those that leave the servers alone. */
  readonly jobs: number;
}

const smokeJobs = 2;

const wholeNumber = (name: string, text: string): number => {
  const number = Number(text);
  if (!Number.isSafeInteger(number) || number < 1) throw new Error(`--${name} must be a whole number from 1 on.`);
  return number;
};

/** @throws a sentence for whoever typed it */
export const readOptions = (args = process.argv.slice(2)): Options => {
  const { values } = parseArgs({
    args,
    options: {
      list: { type: "boolean", default: false },
      fault: { type: "string", multiple: true, default: [] },
      seed: { type: "string", default: "1" },
      repeat: { type: "string", default: "1" },
      pairs: { type: "boolean", default: false },
      smoke: { type: "boolean", default: false },
      long: { type: "boolean", default: false },
      report: { type: "boolean", default: false },
      continue: { type: "boolean", default: false },
      jobs: { type: "string" },
    },
  });
  const { fault, continue: continued, seed, repeat, jobs, ...rest } = values;
  return {
    ...rest,
    faults: fault,
    continued,
    seed: wholeNumber("seed", seed),
    repeat: wholeNumber("repeat", repeat),
    jobs: wholeNumber("jobs", jobs ?? String(values.smoke ? smokeJobs : 1)),
  };
};

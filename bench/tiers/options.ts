import { parseArgs } from "node:util";
import type { Scenario } from "./scenario.ts";
import { scenarios } from "./scenarios/all.ts";

export interface Options {
  readonly rounds: number;
  /** Few and small: whether it runs, not how fast. */
  readonly quick: boolean;
  readonly scenarios: readonly Scenario[];
  /** One side alone, to look at it closely. */
  readonly side: "product" | "bare" | undefined;
  /** All of them at their full size, and so worth a report. */
  readonly isWhole: boolean;
}

const usage = `Usage: npm run bench -- [--rounds 5] [--only accept,drain-50] [--side product] [--quick]

Compares the product in tiers with a bare stack of the same parts. --only takes the beginnings of
${scenarios.map(({ key }) => key).join(", ")}
and prints its figures without writing the report, as --side and --quick do.
`;

const defaultRounds = 5;

/** @returns nothing when the usage was asked for, and printed. */
export const readOptions = (args: readonly string[]): Options | undefined => {
  const { values } = parseArgs({
    args: [...args],
    options: {
      rounds: { type: "string" },
      only: { type: "string" },
      side: { type: "string" },
      quick: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  const wanted = values.only?.split(",");
  const chosen = scenarios.filter(({ key }) => !wanted || wanted.some((each) => key.startsWith(each)));
  if (values.help || chosen.length === 0) {
    process.stdout.write(usage);
    return undefined;
  }
  const rounds = Number(values.rounds ?? (values.quick ? 1 : defaultRounds));
  const side = (["product", "bare"] as const).find((name) => name === values.side);
  return { rounds, quick: values.quick, scenarios: chosen, side, isWhole: !wanted && !side && !values.quick };
};

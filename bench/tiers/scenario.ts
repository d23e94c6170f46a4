import type { Measured } from "./driving/job.ts";
import type { ServiceCpu } from "./cpu.ts";
import type { Stack } from "./stack.ts";

/** What a figure has to keep: a limit of the ratio product / bare, or of the product's own value. */
export interface Bar {
  readonly of: "ratio" | "product";
  readonly limit: number;
}

export interface Figure {
  /** As a round names it. */
  readonly id: string;
  readonly title: string;
  readonly unit: string;
  readonly better: "higher" | "lower";
  readonly digits?: number;
  readonly bar?: Bar;
}

export interface Circumstances {
  readonly stack: Stack;
  readonly services: ServiceCpu;
  /** Makes a count smaller in a quick run. */
  readonly scaled: (count: number) => number;
}

/** What is done in one round, on one side, and what comes of it. */
export interface Scenario {
  readonly key: string;
  readonly figures: readonly Figure[];
  /** The bare stack has nothing of the kind. */
  readonly productOnly?: boolean;
  setUp(stack: Stack): Promise<void>;
  round(circumstances: Circumstances): Promise<Measured>;
}

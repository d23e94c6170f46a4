import type { Servers } from "../../test/faults/harness/servers.ts";

export interface Circumstances {
  /** The run's own PostgreSQL, RabbitMQ and Redis, which a scenario may harm and has to mend. */
  readonly servers: Servers;
  /** Small and short: whether it runs, not what comes of it. */
  readonly isQuick: boolean;
}

/** One promise, and what came of it. */
export interface Bar {
  /** As in "at most 2 s, each round". */
  readonly bar: string;
  readonly seen: string;
  readonly isMet: boolean;
}

export interface Outcome {
  readonly bars: readonly Bar[];
  /** Lines of Markdown: how it was measured, and figures beside the bars. */
  readonly details: readonly string[];
}

/** Something dies or stalls under load, and it is measured how soon all is well again. */
export interface Scenario {
  readonly name: string;
  /** One sentence's end: what happens. */
  readonly what: string;
  readonly run: (circumstances: Circumstances) => Promise<Outcome>;
}

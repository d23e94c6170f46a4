import type { Outcome } from "../../core/entities/command.ts";
import type { Clock } from "../../core/ports/clock.ts";
import type { DeadLetterLog } from "../../core/ports/dead-letter-log.ts";
import type { Telemetry } from "../../core/ports/telemetry.ts";
import type { Arrival, Delivered } from "./arrival.ts";
import type { LoneTries, Unfit } from "./lone-tries.ts";
import type { QueueKind } from "./queue-kind.ts";

/** What a queue is worked on with. */
export interface WorkTools {
  readonly kind: QueueKind;
  readonly letters: Pick<DeadLetterLog, "note">;
  readonly tries: LoneTries;
  readonly clock: Clock;
  readonly telemetry: Telemetry;
}

/** `kept`: it is worked on again; `dead`: it is put aside, and why is noted. */
export type Fate = "done" | "kept" | "dead";

const later: Outcome = { kind: "later" };

export const isNewer = ({ decoded }: Arrival<Delivered>): boolean => "newer" in decoded;

const isReadable = ({ decoded }: Arrival<Delivered>): boolean => !("unparsable" in decoded || "newer" in decoded);

/** One for each of the batch. */
const outcomesOf = async (
  batch: readonly Arrival<Delivered>[],
  { kind }: Pick<WorkTools, "kind">,
): Promise<readonly Outcome[]> => {
  const readable = batch.filter(isReadable);
  const answers = readable.length > 0 ? await kind.workOn(readable) : [];
  const byArrival = new Map(readable.map((arrival, index) => [arrival, answers[index] ?? later]));
  return batch.map((arrival) => {
    if ("unparsable" in arrival.decoded) return { kind: "dead", reason: arrival.decoded.unparsable };
    return byArrival.get(arrival) ?? later;
  });
};

/** The same of what a backlog hands out, where one that may be what ended an earlier process stands alone. */
export const outcomesOrUnfit = async (
  batch: readonly Arrival<Delivered>[],
  queue: string,
  tools: Pick<WorkTools, "kind" | "tries">,
): Promise<readonly Outcome[] | Unfit> => {
  const [first] = batch;
  if (!first?.isSuspicious) return outcomesOf(batch, tools);
  const { digest, line } = first;
  const outcome = await tools.tries.try(
    { queue, digest, line },
    async () => (await outcomesOf([first], tools))[0] ?? later,
    (reason) => tools.kind.tellDead(reason),
  );
  return outcome.kind === "unfit" ? outcome : [outcome];
};

/** What a consumer has to say when it leaves the queue to others. */
export const newerIn = (queue: string, version: number): string =>
  `A message in ${queue} has version ${version}, which this consumer does not know: upgrade it.`;

type Noting = Pick<WorkTools, "kind" | "letters" | "telemetry">;

/** One for each of the batch: what becomes of the messages. */
export const fatesOf = (
  batch: readonly Arrival<Delivered>[],
  outcomes: readonly Outcome[],
  queue: string,
  noting: Noting,
): Promise<readonly Fate[]> =>
  Promise.all(batch.map((arrival, index) => fateOf(arrival, outcomes[index] ?? later, queue, noting)));

/** The reason is kept before the message is put aside: a broker knows only that it was rejected. */
const fateOf = async (
  arrival: Arrival<Delivered>,
  outcome: Outcome,
  queue: string,
  { kind, letters, telemetry }: Noting,
): Promise<Fate> => {
  if (outcome.kind !== "dead") return outcome.kind === "done" ? "done" : "kept";
  const { reason } = outcome;
  try {
    await letters.note({ queue, digest: arrival.digest, reason });
  } catch (error) {
    telemetry.setback("noting why a message is put aside", error);
    return "kept";
  }
  if ("unparsable" in arrival.decoded) kind.tellDead(reason);
  return "dead";
};

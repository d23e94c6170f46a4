import type { Command, Delivery, Outcome } from "../../core/entities/command.ts";
import type { Clock } from "../../core/ports/clock.ts";
import type { DeadLetterLog } from "../../core/ports/dead-letter-log.ts";
import type { Telemetry } from "../../core/ports/telemetry.ts";
import type { Arrival, Delivered } from "./arrival.ts";
import type { LoneTries, Unfit } from "./lone-tries.ts";

export type Handler = (batch: readonly Delivery[]) => Promise<readonly Outcome[]>;

/** What every partition of a process is worked on with. */
export interface WorkTools {
  readonly handler: Handler;
  readonly letters: Pick<DeadLetterLog, "note">;
  readonly tries: LoneTries;
  readonly clock: Clock;
  readonly telemetry: Telemetry;
}

/** `kept`: it is worked on again; `dead`: it is put aside, and why is noted. */
export type Fate = "done" | "kept" | "dead";

const later: Outcome = { kind: "later" };

export const isNewer = ({ decoded }: Arrival<Delivered>): boolean => "newer" in decoded;

/** One for each of the batch; a handler that throws is asked again. */
const outcomesOf = async (
  batch: readonly Arrival<Delivered>[],
  tools: Pick<WorkTools, "handler" | "telemetry">,
): Promise<readonly Outcome[]> => {
  const commands = batch.flatMap((arrival) =>
    "command" in arrival.decoded ? [{ command: arrival.decoded.command, redelivered: arrival.wasSeen }] : [],
  );
  for (const arrival of batch) arrival.handedOut();
  const answers = commands.length > 0 ? await ask(commands, tools) : [];
  const byCommand = new Map<Command, Outcome>(commands.map(({ command }, index) => [command, answers[index] ?? later]));
  return batch.map(({ decoded }) => {
    if ("unparsable" in decoded) return { kind: "dead", reason: decoded.unparsable };
    return "command" in decoded ? (byCommand.get(decoded.command) ?? later) : later;
  });
};

/** The same of what a backlog hands out, where one that may be what ended an earlier process stands alone. */
export const outcomesOrUnfit = async (
  batch: readonly Arrival<Delivered>[],
  queue: string,
  tools: Pick<WorkTools, "handler" | "telemetry" | "tries">,
): Promise<readonly Outcome[] | Unfit> => {
  const [first] = batch;
  if (!first?.isSuspicious) return outcomesOf(batch, tools);
  const { digest, line } = first;
  const outcome = await tools.tries.try(
    { queue, digest, line },
    async () => (await outcomesOf([first], tools))[0] ?? later,
  );
  return outcome.kind === "unfit" ? outcome : [outcome];
};

/** What a consumer has to say when it leaves the queue to others. */
export const newerIn = (queue: string, version: number): string =>
  `A command in ${queue} has version ${version}, which this consumer does not know: upgrade it.`;

const ask = async (
  commands: readonly Delivery[],
  { handler, telemetry }: Pick<WorkTools, "handler" | "telemetry">,
): Promise<readonly Outcome[]> => {
  try {
    return await handler(commands);
  } catch (error) {
    telemetry.setback("working on a batch", error);
    return commands.map(() => later);
  }
};

type Noting = Pick<WorkTools, "letters" | "telemetry">;

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
  { letters, telemetry }: Noting,
): Promise<Fate> => {
  if (outcome.kind !== "dead") return outcome.kind === "done" ? "done" : "kept";
  const { reason } = outcome;
  try {
    await letters.note({ queue, digest: arrival.digest, reason });
  } catch (error) {
    telemetry.setback("noting why a message is put aside", error);
    return "kept";
  }
  // Of what it handed back itself, the handler has told.
  if ("unparsable" in arrival.decoded) telemetry.commandDead(reason);
  return "dead";
};

import type { Delivery, Outcome } from "../../core/entities/command.ts";
import type { ApplyCommands } from "../../core/usecases/messages/apply-commands.ts";

/** What the timeline's queues hand out, and the outcome of each: everything else is the use case's. */
export const timelineConsumer =
  (apply: Pick<ApplyCommands, "execute">) =>
  (batch: readonly Delivery[]): Promise<readonly Outcome[]> =>
    apply.execute(batch);

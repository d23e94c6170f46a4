import type { Delivery, Outcome } from "../../core/entities/command.ts";
import type { Telemetry } from "../../core/ports/telemetry.ts";
import { decode } from "./command-codec.ts";
import type { QueueKind } from "./queue-kind.ts";

export type CommandHandler = (batch: readonly Delivery[]) => Promise<readonly Outcome[]>;

/**
 * Of the timelines. A quorum queue puts what is given back behind what was given back before (seen on 3.10), so a consumer that
 * took less than all of it, and closed, would change the order: all take the same number, and that is large.
 */
const prefetch = 1_000;

/** Commands are handed out in their order, and each has an outcome of its own. */
export const commandKind = (
  handler: CommandHandler,
  telemetry: Pick<Telemetry, "commandDead" | "setback">,
): QueueKind => ({
  prefetch,
  decode,
  async workOn(readable) {
    const commands = readable.flatMap(({ decoded, wasSeen }) =>
      "command" in decoded ? [{ command: decoded.command, redelivered: wasSeen }] : [],
    );
    for (const arrival of readable) arrival.handedOut();
    try {
      return await handler(commands);
    } catch (error) {
      telemetry.setback("working on a batch", error);
      return commands.map(() => ({ kind: "later" }));
    }
  },
  tellDead: (reason) => telemetry.commandDead(reason),
});

import type { Outcome } from "../../core/entities/command.ts";
import type { Attempt, Attempts } from "../../core/ports/attempts.ts";
import { maxAttempts } from "../../core/ports/attempts.ts";
import type { Telemetry } from "../../core/ports/telemetry.ts";

/** So many lines with such a message, and it is this version that is to blame, not the messages. */
const tooManyLines = 20;

const later: Outcome = { kind: "later" };
const endedAll = `It ended the ${maxAttempts} processes that tried it alone.`;

/** Too many messages of too many lines end the processes that work on them: this one had better not. */
export interface Unfit {
  readonly kind: "unfit";
  readonly reason: string;
}

/**
 * Works on messages that may be what ended an earlier process: one at a time in this process, whatever the queue, so that
 * when it ends there is one that is to blame. Which one is written down before.
 */
export class LoneTries {
  readonly #attempts: Attempts;
  readonly #telemetry: Pick<Telemetry, "setback">;
  #before: Promise<unknown> = Promise.resolve();

  constructor(attempts: Attempts, telemetry: Pick<Telemetry, "setback">) {
    this.#attempts = attempts;
    this.#telemetry = telemetry;
  }

  /**
   * What becomes of the message, which `work` works on. Never rejects, as long as `work` does not.
   * @param onDead called when it is put aside untouched
   */
  try(attempt: Attempt, work: () => Promise<Outcome>, onDead: (reason: string) => void): Promise<Outcome | Unfit> {
    const tried = this.#before.then(() => this.#try(attempt, work, onDead));
    this.#before = tried.catch(() => undefined);
    return tried;
  }

  async #try(
    attempt: Attempt,
    work: () => Promise<Outcome>,
    onDead: (reason: string) => void,
  ): Promise<Outcome | Unfit> {
    const begun = await this.#attempts.begin(attempt).catch((error: unknown) => ({ error }));
    if ("error" in begun) {
      this.#telemetry.setback("writing down what is tried alone", begun.error);
      return later;
    }
    if (begun.struckLines >= tooManyLines) return unfit(begun.struckLines);
    if (begun.count > maxAttempts) {
      onDead(endedAll);
      return { kind: "dead", reason: endedAll };
    }
    const outcome = await work();
    if (outcome.kind !== "later") await this.#survived(attempt);
    return outcome;
  }

  /** What stays written down counts for this process alone, and is forgotten in time. */
  async #survived(attempt: Attempt): Promise<void> {
    await this.#attempts.survived(attempt).catch((error: unknown) => {
      this.#telemetry.setback("forgetting what was tried alone", error);
    });
  }
}

const unfit = (lines: number): Unfit => ({
  kind: "unfit",
  reason:
    `Messages of ${lines} rooms have each ended the processes that worked on them within ten minutes. This version is to ` +
    `blame, not they: it leaves the queue alone, and nothing is put aside. Go back to the version before, or upgrade.`,
});

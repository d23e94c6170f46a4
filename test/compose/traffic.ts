import { setTimeout as pause } from "node:timers/promises";
import type { Ledger } from "../long/ledger.ts";
import type { Sender } from "../long/load.ts";
import { seeded, sendAll } from "../long/load.ts";
import { seed } from "../long/report.ts";
import { eventually } from "../support/wait.ts";

/** Each sender rests for so long between two posts: what is tried is what happens meanwhile, not how much passes. */
const restMs = 300;
const patienceMs = 120_000;
const random = seeded(seed);

/** People who go on posting, one message after another, until they are told to stop. */
export class Traffic {
  readonly #ledger: Ledger;
  readonly #senders: Promise<unknown>;
  #goesOn = true;
  #acceptedAt = performance.now();
  #longestPauseMs = 0;

  constructor(url: string, senders: readonly Sender[], ledger: Ledger) {
    this.#ledger = ledger;
    const load = { urls: [url], ledger, random, onAccepted: this.#note };
    this.#senders = Promise.all(
      senders.map(async (sender) => {
        while (this.#goesOn) {
          await sendAll(load, sender, 1);
          await pause(restMs);
        }
      }),
    );
    // Told by `stop`; until then nobody listens.
    this.#senders.catch(() => {});
  }

  /** The longest time in which nothing was accepted. */
  get longestPauseMs(): number {
    return Math.round(this.#longestPauseMs);
  }

  untilAccepted(more: number): Promise<true> {
    return this.#until("accepted", more);
  }

  untilUnanswered(more: number): Promise<true> {
    return this.#until("unanswered", more);
  }

  /** Resolves when the last post of everybody is accepted. @throws what a sender was answered and should not have been */
  async stop(): Promise<void> {
    this.#goesOn = false;
    await this.#senders;
  }

  readonly #note = (): void => {
    const now = performance.now();
    this.#longestPauseMs = Math.max(this.#longestPauseMs, now - this.#acceptedAt);
    this.#acceptedAt = now;
  };

  #until(figure: "accepted" | "unanswered", more: number): Promise<true> {
    const enough = this.#ledger.figures[figure] + more;
    const look = async () => this.#ledger.figures[figure] >= enough || undefined;
    return eventually(look, `${more} more posts are ${figure}`, patienceMs);
  }
}

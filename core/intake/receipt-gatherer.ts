import type { Receipt } from "../entities/receipt.ts";
import { mergeLots } from "../entities/receipt.ts";
import { unavailable } from "../errors.ts";
import type { Clock } from "../ports/clock.ts";
import { sleep, within } from "../ports/clock.ts";
import type { ReceiptBus } from "../ports/receipt-bus.ts";
import { receiptsAtOnce } from "../ports/receipt-bus.ts";

interface Asked {
  readonly receipts: readonly Receipt[];
  readonly askedAt: number;
  readonly resolve: () => void;
  readonly reject: (reason: unknown) => void;
}

/** In milliseconds, the waiting for an earlier publish included. */
const deadlineMs = 4_000;
/** Past this many waiting receipts the bus does not keep up, and a clear refusal is better than a late one. */
const capacity = 20_000;
/** As long as a few publishes take, so that a busy process has fewer and larger ones. */
const mostRestMs = 20;

/**
 * Publishes one batch after the other: whatever is asked for while one is under way is merged, and goes with the next. So an
 * idle process publishes each receipt at once, and a busy one pays for one publish with hundreds of them.
 */
export class ReceiptGatherer implements ReceiptBus {
  readonly #bus: ReceiptBus;
  readonly #clock: Clock;
  readonly #waiting: Asked[] = [];
  /** Receipts of all that wait. */
  #size = 0;
  #isPublishing = false;

  constructor(bus: ReceiptBus, clock: Clock) {
    this.#bus = bus;
    this.#clock = clock;
  }

  /** Answered with the publish that carries these receipts; its failure is theirs, and nobody else's. */
  publish(receipts: readonly Receipt[]): Promise<void> {
    if (this.#size >= capacity) return Promise.reject(unavailable("Too many receipts wait to be published."));
    return new Promise((resolve, reject) => {
      this.#waiting.push({ receipts, askedAt: this.#clock.now(), resolve, reject });
      this.#size += receipts.length;
      if (!this.#isPublishing) void this.#publishAll();
    });
  }

  async #publishAll(): Promise<void> {
    this.#isPublishing = true;
    for (let [first] = this.#waiting; first; [first] = this.#waiting) {
      const startedAt = this.#clock.now();
      await this.#publishFrom(first);
      const restMs = Math.min(mostRestMs, 4 * (this.#clock.now() - startedAt));
      if (restMs > 0) await sleep(this.#clock, restMs);
    }
    this.#isPublishing = false;
  }

  /** As many as there is room for, in the time that the first one has left. */
  async #publishFrom({ askedAt }: Asked): Promise<void> {
    const { count, receipts } = mergeLots(this.#waiting, receiptsAtOnce);
    const asked = this.#waiting.splice(0, count);
    for (const each of asked) this.#size -= each.receipts.length;
    try {
      const published = this.#bus.publish(receipts).then(() => true);
      const isSafe = await within(this.#clock, askedAt + deadlineMs - this.#clock.now(), published);
      if (isSafe !== true) throw unavailable("The receipts were not taken in time; they may be yet.");
      for (const { resolve } of asked) resolve();
    } catch (error) {
      for (const { reject } of asked) reject(error);
    }
  }
}

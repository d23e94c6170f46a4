import type { ReceiptsEvent } from "../../core/entities/watermarks.ts";
import type { Clock } from "../../core/ports/clock.ts";

/** Far less than anybody notices, and long enough for what a consumer tells of all rooms in one go. */
const gatherMs = 50;
/** Up to so many sessions of a room are sent packets of their own; for more it is cheaper to encode one for all of them. */
const fewSessions = 16;
/** A session that has so many watermarks waiting is not left to wait: some 64 KB. */
const mostReceipts = 1_000;

interface Waiting {
  readonly events: ReceiptsEvent[];
  /** Watermarks in all of them. */
  size: number;
}

export interface ReceiptSender {
  toSession(sessionId: string, events: readonly ReceiptsEvent[]): void;
  /** In one packet for all of them, which are in one room. */
  toSessions(sessionIds: readonly string[], event: ReceiptsEvent): void;
}

/**
 * A consumer tells of the receipts of a thousand rooms at once, and of each to few: so what a session is told in one burst
 * goes out as one packet. What comes after a quiet moment goes out at once. A room's events keep their order.
 */
export class ReceiptPackets {
  readonly #clock: Clock;
  readonly #sender: ReceiptSender;
  readonly #waiting = new Map<string, Waiting>();
  #isGathering = false;

  constructor(clock: Clock, sender: ReceiptSender) {
    this.#clock = clock;
    this.#sender = sender;
  }

  /** @param sessionIds those in the event's room that are told */
  add(sessionIds: readonly string[], event: ReceiptsEvent): void {
    if (sessionIds.length === 0) return;
    if (this.#isGathering && sessionIds.length <= fewSessions) {
      for (const sessionId of sessionIds) this.#keep(sessionId, event);
      return;
    }
    for (const sessionId of sessionIds) this.flush(sessionId);
    this.#sender.toSessions(sessionIds, event);
    this.#gather();
  }

  /** What the session was not told of the room yet is not its any more. */
  forget(sessionId: string, roomId: string): void {
    const waiting = this.#waiting.get(sessionId);
    if (!waiting) return;
    const events = waiting.events.filter((event) => event.roomId !== roomId);
    this.#waiting.set(sessionId, { events, size: sizeOf(events) });
  }

  /** What waits for the session goes out now. */
  flush(sessionId: string): void {
    const events = this.#waiting.get(sessionId)?.events ?? [];
    this.#waiting.delete(sessionId);
    if (events.length > 0) this.#sender.toSession(sessionId, events);
  }

  #keep(sessionId: string, event: ReceiptsEvent): void {
    const waiting = this.#waiting.get(sessionId) ?? { events: [], size: 0 };
    waiting.events.push(event);
    waiting.size += event.receipts.length;
    this.#waiting.set(sessionId, waiting);
    if (waiting.size >= mostReceipts) this.flush(sessionId);
  }

  /** Until nothing more has come for as long. */
  #gather(): void {
    if (this.#isGathering) return;
    this.#isGathering = true;
    this.#clock.after(gatherMs, () => {
      this.#isGathering = false;
      if (this.#waiting.size === 0) return;
      for (const sessionId of [...this.#waiting.keys()]) this.flush(sessionId);
      this.#gather();
    });
  }
}

const sizeOf = (events: readonly ReceiptsEvent[]): number =>
  events.reduce((sum, { receipts }) => sum + receipts.length, 0);

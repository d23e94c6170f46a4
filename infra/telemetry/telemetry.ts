import type { Telemetry } from "../../core/ports/telemetry.ts";
import type { Logger } from "./logger.ts";
import type { Metrics } from "./metrics.ts";

/** Writes the line and the figure of each event together. */
export class LoggingTelemetry implements Telemetry {
  readonly #log: Logger;
  readonly #metrics: Metrics;

  constructor(log: Logger, metrics: Metrics) {
    this.#log = log;
    this.#metrics = metrics;
  }

  commandAccepted(ms: number): void {
    this.#metrics.count("chat_commands_accepted_total");
    this.#metrics.acceptMs.observe(ms);
  }

  commandUnavailable(): void {
    this.#metrics.count("chat_commands_unavailable_total");
    this.#log.warn("a command could not be put into the queue in time");
  }

  checkSkipped(): void {
    this.#metrics.count("chat_checks_skipped_total");
    this.#log.info("a command was accepted without a check: the database gave no answer in time");
  }

  batchApplied({ size, applied, repeated, ms }: Parameters<Telemetry["batchApplied"]>[0]): void {
    this.#metrics.count("chat_commands_applied_total", applied);
    this.#metrics.count("chat_commands_repeated_total", repeated);
    this.#metrics.batchSize.observe(size);
    this.#metrics.applyMs.observe(ms);
    this.#log.debug({ size, applied, repeated, ms }, "batch applied");
  }

  commandRefused(code: string): void {
    this.#metrics.refused.inc({ code });
    this.#log.info({ code }, "command refused");
  }

  batchDelayed(reason: string, alarm: boolean): void {
    this.#metrics.count("chat_batches_delayed_total");
    this.#log[alarm ? "error" : "warn"]({ reason, alarm }, "batch has to be tried again");
  }

  commandDead(reason: string): void {
    this.#metrics.count("chat_commands_dead_total");
    this.#log.error({ reason, alarm: true }, "command put aside");
  }

  receiptsApplied({ size, moved, ms }: Parameters<Telemetry["receiptsApplied"]>[0]): void {
    this.#metrics.count("chat_watermarks_moved_total", moved);
    this.#metrics.receiptBatchSize.observe(size);
    this.#metrics.receiptApplyMs.observe(ms);
    this.#log.debug({ size, moved, ms }, "batch of receipts applied");
  }

  receiptsDead(reason: string): void {
    this.#metrics.count("chat_receipts_dead_total");
    this.#log.error({ reason, alarm: true }, "receipts put aside");
  }

  partitionsHeld(count: number): void {
    this.#metrics.partitions.set(count);
  }

  linkChanged(service: "rabbitmq" | "redis", isUp: boolean, why?: string): void {
    this.#metrics.links.set({ service }, isUp ? 1 : 0);
    if (isUp) this.#log.info({ service }, "connected");
    else this.#log.warn({ service, why }, "the connection is lost");
  }

  queueUnfit(reason: string): void {
    this.#metrics.count("chat_setbacks_total");
    this.#log.error({ reason, alarm: true }, "a queue is left alone");
  }

  noticesLost(count: number): void {
    this.#metrics.count("chat_notices_lost_total", count);
    this.#log.warn({ count }, "live notices were not taken in time");
  }

  eventsPushed(count: number): void {
    this.#metrics.count("chat_events_pushed_total", count);
  }

  roomRepaired(versions: number): void {
    this.#metrics.count("chat_rooms_repaired_total");
    this.#log.info({ versions }, "live events were missing; the feed was read");
  }

  sessionOpened(): void {
    this.#metrics.sessions.inc();
  }

  sessionClosed(): void {
    this.#metrics.sessions.dec();
  }

  setback(what: string, error: unknown): void {
    this.#metrics.count("chat_setbacks_total");
    this.#log.warn({ what, error: error instanceof Error ? `${error.name}: ${error.message}` : "unknown" }, "setback");
  }
}

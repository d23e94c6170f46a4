import { Counter, Gauge, Histogram, Registry } from "prom-client";

const milliseconds = [0.5, 1, 2, 5, 10, 20, 50, 100, 250, 500, 1_000, 4_000];
const sizes = [1, 2, 5, 10, 20, 50, 100, 200, 500];

const names = {
  chat_commands_accepted_total: "Commands that were answered with 202 or an ack.",
  chat_commands_unavailable_total: "Commands that could not be put into the queue in time, answered with 503.",
  chat_checks_skipped_total: "Commands accepted without a check, because the database gave no answer in time.",
  chat_commands_applied_total: "Commands that were applied.",
  chat_commands_repeated_total: "Commands that had been applied before and changed nothing.",
  chat_commands_dead_total: "Commands put aside for an operator.",
  chat_watermarks_moved_total: "Members whose watermarks moved in a room.",
  chat_receipts_dead_total: "Messages of receipts put aside for an operator.",
  chat_batches_delayed_total: "Batches that have to be tried again.",
  chat_notices_lost_total: "Live notices that were not taken in time; the head check delivers what they told.",
  chat_events_pushed_total: "Events handed to the sockets of a room.",
  chat_rooms_repaired_total: "Times that a gateway read a room's feed because live events were missing.",
  chat_setbacks_total: "Failures that have another chance.",
} as const;

type CounterName = keyof typeof names;

/** The path's own figures, in the text format of Prometheus. */
export class Metrics {
  readonly #registry = new Registry();
  readonly #counters: Readonly<Record<CounterName, Counter>>;
  readonly refused: Counter<"code">;
  readonly acceptMs: Histogram;
  readonly applyMs: Histogram;
  readonly batchSize: Histogram;
  readonly receiptBatchSize: Histogram;
  readonly receiptApplyMs: Histogram;
  readonly sessions: Gauge;
  readonly partitions: Gauge;
  readonly links: Gauge<"service">;

  constructor() {
    const registers = [this.#registry];
    const counters = Object.entries(names).map(([name, help]) => [name, new Counter({ name, help, registers })]);
    this.#counters = Object.fromEntries(counters) as Record<CounterName, Counter>;
    const refused = {
      name: "chat_commands_refused_total",
      help: "Commands that were refused for good.",
      labelNames: ["code"] as const,
    };
    this.refused = new Counter({ ...refused, registers });
    this.acceptMs = new Histogram({
      name: "chat_accept_ms",
      help: "From the use case's start to the queue's confirmation.",
      buckets: milliseconds,
      registers,
    });
    this.applyMs = new Histogram({
      name: "chat_apply_ms",
      help: "One batch, from its start to its commit.",
      buckets: milliseconds,
      registers,
    });
    this.batchSize = new Histogram({
      name: "chat_batch_size",
      help: "Commands in a batch.",
      buckets: sizes,
      registers,
    });
    this.receiptBatchSize = new Histogram({
      name: "chat_receipt_batch_size",
      help: "Members and rooms that a batch of receipts is about.",
      buckets: sizes,
      registers,
    });
    this.receiptApplyMs = new Histogram({
      name: "chat_receipt_apply_ms",
      help: "One batch of receipts, from its start to its commit.",
      buckets: milliseconds,
      registers,
    });
    this.sessions = new Gauge({ name: "chat_sessions", help: "Sockets with an open session here.", registers });
    this.partitions = new Gauge({ name: "chat_partitions", help: "Partitions that this process holds.", registers });
    const link = { name: "chat_link_up", help: "1 while connected to the service.", labelNames: ["service"] as const };
    this.links = new Gauge({ ...link, registers });
  }

  count(name: CounterName, by = 1): void {
    this.#counters[name].inc(by);
  }

  async text(): Promise<{ readonly contentType: string; readonly body: string }> {
    return { contentType: this.#registry.contentType, body: await this.#registry.metrics() };
  }
}

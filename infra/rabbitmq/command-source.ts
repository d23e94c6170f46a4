import type { CommandSource, Consumption } from "../../core/ports/command-bus.ts";
import type { PartitionLeases } from "../../core/ports/partition-leases.ts";
import type { CommandHandler } from "./command-kind.ts";
import { commandKind } from "./command-kind.ts";
import type { PartitionHolder } from "./lease-keeper.ts";
import { LeaseKeeper } from "./lease-keeper.ts";
import type { RabbitLink } from "./link.ts";
import type { QueueNames } from "./names.ts";
import { QueueConsumer } from "./queue-consumer.ts";
import { merged } from "./merged-handler.ts";
import type { WorkTools } from "./fates.ts";

/** Hands out the commands of the partitions that this process has leases of; partitions work beside each other. */
export class RabbitCommandSource implements CommandSource {
  readonly #link: RabbitLink;
  readonly #names: QueueNames;
  readonly #leases: PartitionLeases;
  readonly #tools: Omit<WorkTools, "kind">;

  /** @param link of its own: under a memory alarm the broker reads nothing more from a link that publishes */
  constructor(link: RabbitLink, names: QueueNames, leases: PartitionLeases, tools: Omit<WorkTools, "kind">) {
    this.#link = link;
    this.#names = names;
    this.#leases = leases;
    this.#tools = tools;
  }

  /** Resolves at once; partitions follow as leases are had. */
  async consume(handler: CommandHandler): Promise<Consumption> {
    const { clock, telemetry } = this.#tools;
    const tools = { ...this.#tools, kind: commandKind(merged(handler), telemetry) };
    const held = new HeldPartitions(this.#link, this.#names, tools, (partition) => keeper.decline(partition));
    const keeper = new LeaseKeeper(this.#leases, held, clock, telemetry);
    void keeper.run();
    return { close: () => keeper.close() };
  }
}

/** The consumers of the partitions that are held now. */
class HeldPartitions implements PartitionHolder {
  readonly #link: RabbitLink;
  readonly #names: QueueNames;
  readonly #tools: WorkTools;
  readonly #decline: (partition: number) => void;
  /** The last one of each partition, also when it holds nothing any more: its last batch may still be in work. */
  readonly #consumers = new Map<number, QueueConsumer>();

  constructor(link: RabbitLink, names: QueueNames, tools: WorkTools, decline: (partition: number) => void) {
    this.#link = link;
    this.#names = names;
    this.#tools = tools;
    this.#decline = decline;
  }

  get isConnected(): boolean {
    return this.#link.isConnected;
  }

  connected(): Promise<unknown> {
    return this.#link.connected();
  }

  take(partition: number): void {
    const queue = this.#names.timelines[partition];
    // A keeper that knows of more partitions than this process has another configuration.
    if (queue === undefined) return;
    const earlier = this.#consumers.get(partition);
    // Nothing of the queue could be worked on before its batch has ended.
    if (earlier?.isOverdue) {
      this.#decline(partition);
      return;
    }
    const before = earlier?.idle ?? Promise.resolve();
    const onUnfit = (reason: string): void => {
      this.#tools.telemetry.batchDelayed(reason, true);
      this.#decline(partition);
    };
    const consumer = new QueueConsumer(this.#link, this.#names, queue, this.#tools, before, onUnfit);
    this.#consumers.set(partition, consumer);
    void consumer.run();
  }

  async finish(partition: number): Promise<void> {
    await this.#consumers.get(partition)?.finish();
  }

  drop(partition: number): void {
    this.#consumers.get(partition)?.drop();
  }
}

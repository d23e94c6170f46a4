import type { CommandBus, CommandSource, Consumption } from "../../core/ports/command-bus.ts";
import type { DeadLetter } from "../../core/ports/dead-letter-log.ts";
import type { ReceiptSource } from "../../core/ports/receipt-bus.ts";
import type { PartitionLeases } from "../../core/ports/partition-leases.ts";
import { RabbitCommandBus } from "../../infra/rabbitmq/command-bus.ts";
import { RabbitCommandSource } from "../../infra/rabbitmq/command-source.ts";
import { RabbitDeadLetterQueue } from "../../infra/rabbitmq/dead-letter-queue.ts";
import type { RabbitLink } from "../../infra/rabbitmq/link.ts";
import { LoneTries } from "../../infra/rabbitmq/lone-tries.ts";
import { openLink } from "../../infra/rabbitmq/link.ts";
import { RabbitReceiptBus } from "../../infra/rabbitmq/receipt-bus.ts";
import { RabbitReceiptSource } from "../../infra/rabbitmq/receipt-source.ts";
import { FakeClock } from "./fake-clock.ts";
import { FakeTelemetry } from "./fakes.ts";
import { FakeAttempts } from "./fakes-attempts.ts";
import { TestQueues } from "./rabbitmq-broker.ts";
import { FakeLeases } from "./rabbitmq-leases.ts";
import { TcpProxy } from "./tcp-proxy.ts";
import { within } from "./wait.ts";

/** The consumers' clock goes some ten times as fast as ours, so that their pauses take no time. */
const turnMs = 50;
const turnEveryMs = 5;
const patienceMs = 8_000;

/** Remembers why messages were put aside. */
class FakeDeadLetterLog {
  readonly letters: DeadLetter[] = [];
  failure: Error | undefined;

  async note(letter: DeadLetter): Promise<void> {
    if (this.failure) throw this.failure;
    this.letters.push(letter);
  }
}

/** The adapter on a broker: each of its two links through a proxy of its own, on queues of its own. */
export class TestBus implements CommandBus, CommandSource {
  readonly queues: TestQueues;
  readonly publishing: TcpProxy;
  readonly consuming: TcpProxy;
  /** Of publishes; it stands still until a test turns it. */
  readonly clock = new FakeClock();
  /** Of consumers; {@link until} turns it. */
  readonly consumersClock = new FakeClock();
  readonly telemetry = new FakeTelemetry();
  readonly log = new FakeDeadLetterLog();
  readonly attempts = new FakeAttempts();
  readonly leases: FakeLeases;
  readonly #url: string;
  readonly #links: RabbitLink[] = [];
  readonly #consumptions: Consumption[] = [];
  #bus: RabbitCommandBus | undefined;
  #source: CommandSource | undefined;

  private constructor(url: string, queues: TestQueues, publishing: TcpProxy, consuming: TcpProxy) {
    this.#url = url;
    this.queues = queues;
    this.publishing = publishing;
    this.consuming = consuming;
    this.leases = new FakeLeases(queues.names.timelines.length);
  }

  static async open(url: string, partitions = 1): Promise<TestBus> {
    const queues = await TestQueues.open(url, partitions);
    const bus = new TestBus(url, queues, await TcpProxy.open(url), await TcpProxy.open(url));
    await bus.#link("publishing", bus.publishing);
    bus.#bus = bus.anotherBus();
    bus.#source = await bus.source("one");
    return bus;
  }

  publish(...asked: Parameters<CommandBus["publish"]>): Promise<void> {
    return this.#bus!.publish(...asked);
  }

  /** It ends with this bus. */
  consume(...asked: Parameters<CommandSource["consume"]>): Promise<Consumption> {
    return this.consumeFrom(this.#source!, ...asked);
  }

  async consumeFrom(source: CommandSource, ...asked: Parameters<CommandSource["consume"]>): Promise<Consumption> {
    return this.#untilClosed(await source.consume(...asked));
  }

  /** On the same connection; it has only just begun to open its channel. */
  anotherBus(): RabbitCommandBus {
    return new RabbitCommandBus(this.#links[0]!, this.queues.names, this.clock);
  }

  /** Another process's, sharing the leases with the others; on a connection of its own. */
  async source(owner: string, leases: PartitionLeases = this.leases.for(owner)): Promise<RabbitCommandSource> {
    const link = await this.#link(`consuming-${owner}`, this.consuming);
    return new RabbitCommandSource(link, this.queues.names, leases, this.#tools());
  }

  /** On the connection that commands are published on. */
  receiptBus(): RabbitReceiptBus {
    return new RabbitReceiptBus(this.#links[0]!, this.queues.names, this.clock);
  }

  /** Another process's, on a connection of its own. What consumes from it ends with this bus. */
  async receiptSource(): Promise<ReceiptSource> {
    const link = await this.#link("consuming-receipts", this.consuming);
    const source = new RabbitReceiptSource(link, this.queues.names, this.#tools());
    return { consume: async (handler) => this.#untilClosed(await source.consume(handler)) };
  }

  async deadLetters(): Promise<RabbitDeadLetterQueue> {
    return new RabbitDeadLetterQueue(await this.#link("operator", this.publishing), this.queues.names);
  }

  /** Resolves once the condition holds; the consumers' clock runs meanwhile. */
  async until(condition: () => boolean | Promise<boolean>, what = "the condition of the test"): Promise<void> {
    const end = Date.now() + patienceMs;
    while (!(await condition())) {
      if (Date.now() > end) throw new Error(`This did not happen within ${patienceMs / 1_000} s: ${what}.`);
      await this.consumersClock.turn(turnMs);
      await new Promise((resolve) => setTimeout(resolve, turnEveryMs));
    }
  }

  async close(): Promise<void> {
    for (const proxy of [this.publishing, this.consuming]) proxy.heal();
    // A batch that a failed test never answered must not keep the run from ending.
    const ends = this.#consumptions.map((consumption) => within(2_000, "the end of a consumer", consumption.close()));
    await Promise.allSettled(ends);
    await Promise.all(this.#links.map((link) => link.close()));
    await Promise.all([this.publishing, this.consuming].map((proxy) => proxy.close()));
    await this.queues.close();
  }

  #tools() {
    const { log: letters, consumersClock: clock, telemetry } = this;
    return { letters, tries: new LoneTries(this.attempts, telemetry), clock, telemetry };
  }

  #untilClosed(consumption: Consumption): Consumption {
    this.#consumptions.push(consumption);
    return consumption;
  }

  async #link(name: string, proxy: TcpProxy): Promise<RabbitLink> {
    const { names } = this.queues;
    const link = await openLink({ url: proxy.through(this.#url), name, names, telemetry: this.telemetry });
    this.#links.push(link);
    return link;
  }
}

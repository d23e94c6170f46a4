import type { ChannelModel } from "amqplib";
import { sleep, within } from "../../core/ports/clock.ts";
import { pauseAfter } from "./backlog.ts";
import type { RabbitLink } from "./link.ts";
import type { QueueNames } from "./names.ts";
import type { WorkTools } from "./fates.ts";
import { QueueWorker } from "./queue-worker.ts";
import { Subscription } from "./subscription.ts";
import { codeOf, restoreQueue } from "./topology.ts";

/** A subscription that lasted this many milliseconds was sound, and its end is no failure in a row. */
const soundMs = 1_000;
const farewellMs = 2_000;
/** A batch in work may take this many milliseconds when its queue is given up. */
const batchMs = 5_000;
const notFound = 404;
/** How often it is looked whether a queue is as it should be, in milliseconds. */
const fitEveryMs = 1_000;

/** Consumes one queue for as long as it is wanted: whenever the subscription ends, it begins another. */
export class QueueConsumer {
  readonly #link: RabbitLink;
  readonly #names: QueueNames;
  readonly #queue: string;
  readonly #tools: WorkTools;
  readonly #onUnfit: (reason: string) => void;
  readonly #before: Promise<void>;
  #worker: QueueWorker | undefined;
  #opening: Promise<Subscription> | undefined;
  #isWanted = true;
  #finished: Promise<void> | undefined;

  /** @param before the end of the last batch that an earlier consumer of this process took from the queue */
  constructor(
    link: RabbitLink,
    names: QueueNames,
    queue: string,
    tools: WorkTools,
    before: Promise<void>,
    onUnfit: (reason: string) => void,
  ) {
    this.#link = link;
    this.#names = names;
    this.#queue = queue;
    this.#tools = tools;
    this.#before = before;
    this.#onUnfit = onUnfit;
  }

  get isOverdue(): boolean {
    return this.#worker?.isOverdue ?? false;
  }

  /** Resolves when the batch in work has ended. */
  get idle(): Promise<void> {
    return this.#worker?.idle ?? this.#before;
  }

  /** Until it is finished or dropped. */
  async run(): Promise<void> {
    const { clock } = this.#tools;
    for (let failures = 0; this.#isWanted;) {
      const model = await this.#link.connected();
      if (!this.#link.isFit(this.#queue)) {
        await sleep(clock, fitEveryMs);
        continue;
      }
      const begunAt = clock.now();
      const isGone = await this.#serve(model);
      failures = clock.now() - begunAt >= soundMs ? 1 : failures + 1;
      await sleep(clock, pauseAfter(failures));
      if (isGone) await this.#restore();
    }
  }

  /** Ends the batch in work, and gives back what was not worked on. Safe to call twice. */
  finish(): Promise<void> {
    return (this.#finished ??= this.#finish());
  }

  /** Gives everything back at once; a batch in work goes on, and is handed out again. */
  drop(): void {
    this.#isWanted = false;
    this.#worker?.stop();
    void this.#close();
  }

  async #finish(): Promise<void> {
    this.#isWanted = false;
    this.#worker?.stop();
    // What does not end by then is handed out again, which changes nothing.
    await within(this.#tools.clock, batchMs, this.idle);
    await within(this.#tools.clock, farewellMs, this.#close());
  }

  /** What was settled before is settled; everything else goes back to the head of the queue. */
  async #close(): Promise<void> {
    const subscription = await this.#opening?.catch(() => undefined);
    await subscription?.close();
  }

  /** Until the subscription ends. @returns whether the queue is gone */
  async #serve(model: ChannelModel): Promise<boolean> {
    if (!this.#isWanted) return false;
    const worker = new QueueWorker(this.#queue, this.#tools, this.idle, this.#onUnfit);
    this.#worker = worker;
    const { kind, telemetry } = this.#tools;
    try {
      this.#opening = Subscription.open(model, this.#queue, kind.prefetch, (message) => worker.receive(message));
      const subscription = await this.#opening;
      if (this.#worker.isStopped) await subscription.close();
      else worker.begin(subscription);
      return await subscription.closed;
    } catch (error) {
      if (codeOf(error) === notFound) return true;
      if (this.#link.isConnected) telemetry.setback("consuming a queue", error);
      return false;
    } finally {
      worker.stop();
    }
  }

  async #restore(): Promise<void> {
    const { telemetry } = this.#tools;
    try {
      const model = await this.#link.connected();
      const wasGone = await restoreQueue(model, this.#names, this.#queue);
      const what = wasGone ? "was gone, with whatever it held, and was declared again" : "was taken away for a moment";
      telemetry.batchDelayed(`The queue ${this.#queue} ${what}.`, wasGone);
    } catch (error) {
      telemetry.setback("declaring a queue again", error);
    }
  }
}

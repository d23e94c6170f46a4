import { sleep } from "../../core/ports/clock.ts";
import { Arrival } from "./arrival.ts";
import type { Delivered } from "./arrival.ts";
import { Backlog } from "./backlog.ts";
import type { WorkTools } from "./fates.ts";
import type { QueueKind } from "./queue-kind.ts";
import { fatesOf, isNewer, newerIn, outcomesOrUnfit } from "./fates.ts";

/** A message of a batch that somebody else took from its queue, and settles as a whole. */
export interface HandedMessage {
  readonly body: Buffer;
  readonly redelivered: boolean;
}

export interface HandedBatch {
  readonly queue: string;
  /** In the order of the queue. */
  readonly messages: readonly HandedMessage[];
}

export interface EventTools extends WorkTools {
  readonly deadLetters: {
    /** Resolves when they are safe. */
    put(queue: string, bodies: readonly Buffer[]): Promise<void>;
  };
}

/** Whoever handed the batch has to take all of it back; what is done already changes nothing when it comes again. */
export class BatchGivenBack extends Error {
  override readonly name = "BatchGivenBack";
}

const never = (): boolean => false;

/** Nobody says how often: what comes back may be what ended its environment, and goes alone. */
const arrivalOf =
  ({ decode }: QueueKind) =>
  ({ body, redelivered }: HandedMessage, position: number): Arrival<Delivered> =>
    new Arrival({ content: body, fields: { deliveryTag: position, redelivered }, properties: {} }, decode, redelivered);

/**
 * One batch that can only be settled as a whole. What has to wait is tried again here, in its order; what is dead is put
 * aside, so that it does not bring its neighbours back for ever; and from a message of a newer version on nothing is done.
 */
export class EventBatch {
  readonly #queue: string;
  readonly #tools: EventTools;
  readonly #deadline: number;
  readonly #backlog = new Backlog<Arrival<Delivered>>();
  readonly #newer: number | undefined;
  /** Why the batch has to come again. */
  readonly #reasons: string[] = [];
  #left = 0;

  /** @param deadline by the tools' clock: from then on nothing new is begun */
  constructor({ queue, messages }: HandedBatch, tools: EventTools, deadline: number) {
    this.#queue = queue;
    this.#tools = tools;
    this.#deadline = deadline;
    const arrivals = messages.map(arrivalOf(tools.kind));
    const end = arrivals.findIndex(isNewer);
    for (const arrival of end < 0 ? arrivals : arrivals.slice(0, end)) this.#add(arrival);
    const first = arrivals[end]?.decoded;
    this.#newer = first && "newer" in first ? first.newer : undefined;
  }

  /** Resolves when all of it is settled. @throws BatchGivenBack */
  async work(): Promise<void> {
    for (let { dueAt } = this.#backlog; dueAt !== undefined; { dueAt } = this.#backlog) {
      if (Math.max(dueAt, this.#tools.clock.now()) >= this.#deadline) throw this.timeIsUp();
      await this.#until(dueAt);
      await this.#workOn(this.#backlog.take(this.#tools.clock.now(), never));
    }
    if (this.#newer !== undefined) this.#leaveNewer(this.#newer);
    if (this.#reasons.length > 0) throw new BatchGivenBack(this.#reasons.join(" "));
  }

  timeIsUp(): BatchGivenBack {
    const told = [`${this.#left} messages of ${this.#queue} could not be worked on in time.`, ...this.#reasons];
    return new BatchGivenBack(told.join(" "));
  }

  #add(arrival: Arrival<Delivered>): void {
    this.#backlog.add(arrival);
    this.#left += 1;
  }

  async #until(at: number): Promise<void> {
    const ms = at - this.#tools.clock.now();
    if (ms > 0) await sleep(this.#tools.clock, ms);
  }

  async #workOn(batch: readonly Arrival<Delivered>[]): Promise<void> {
    if (batch.length === 0) return;
    const outcomes = await outcomesOrUnfit(batch, this.#queue, this.#tools);
    if ("reason" in outcomes) {
      this.#leave(outcomes.reason);
      throw new BatchGivenBack(this.#reasons.join(" "));
    }
    const fates = await fatesOf(batch, outcomes, this.#queue, this.#tools);
    const kept = batch.filter((_, index) => fates[index] === "kept");
    this.#backlog.keep(batch, kept, this.#tools.clock.now());
    this.#left -= batch.length - kept.length;
    await this.#putAside(batch.filter((_, index) => fates[index] === "dead"));
  }

  async #putAside(dead: readonly Arrival<Delivered>[]): Promise<void> {
    if (dead.length === 0) return;
    try {
      const bodies = dead.map(({ message }) => message.content);
      await this.#tools.deadLetters.put(this.#queue, bodies);
    } catch (error) {
      this.#tools.telemetry.setback("putting messages aside", error);
      this.#reasons.push(`${dead.length} messages of ${this.#queue} could not be put aside.`);
    }
  }

  #leaveNewer(version: number): void {
    this.#leave(newerIn(this.#queue, version));
  }

  #leave(reason: string): void {
    this.#tools.telemetry.batchDelayed(reason, true);
    this.#reasons.push(reason);
  }
}

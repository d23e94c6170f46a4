import type { Cancel, Clock } from "../../core/ports/clock.ts";
import { sleep, within } from "../../core/ports/clock.ts";
import type { LeaseRound, PartitionLeases } from "../../core/ports/partition-leases.ts";
import { leaseMs, renewEveryMs } from "../../core/ports/partition-leases.ts";
import type { Telemetry } from "../../core/ports/telemetry.ts";

/** What holds the messages of the partitions that the keeper has leases of. */
export interface PartitionHolder {
  /** Whether the broker can be reached now. */
  readonly isConnected: boolean;
  /** Waits until it can. */
  connected(): Promise<unknown>;
  take(partition: number): void;
  /** Resolves when the batch in work has ended and no message is held any more. Safe to call again. */
  finish(partition: number): Promise<void>;
  /** Holds no message any more, at once. */
  drop(partition: number): void;
}

type KeeperTelemetry = Pick<Telemetry, "partitionsHeld" | "setback">;

/** Others' expired leases are taken from this successful round in a row on. */
const takesExpiredFrom = 3;
/** How long a partition is left to others that this process could not work on. */
const declineMs = 60_000;
const farewellMs = 2_000;

/**
 * Renews the leases of this process, and sees to it that messages are held only with one. A lease counts until
 * `leaseMs` after its renewal was asked for, since nobody knows when in between it was granted.
 */
export class LeaseKeeper {
  readonly #leases: PartitionLeases;
  readonly #holder: PartitionHolder;
  readonly #clock: Clock;
  readonly #telemetry: KeeperTelemetry;
  readonly #held = new Set<number>();
  /** Being given back; each with a token of its own, since a partition may be lost and had again meanwhile. */
  readonly #leaving = new Map<number, object>();
  readonly #declined = new Map<number, number>();
  #rounds = 0;
  #connectedAt: number;
  #expiry: Cancel = () => {};
  #talking: Promise<unknown> = Promise.resolve();
  #ended: Promise<void> | undefined;

  constructor(leases: PartitionLeases, holder: PartitionHolder, clock: Clock, telemetry: KeeperTelemetry) {
    this.#leases = leases;
    this.#holder = holder;
    this.#clock = clock;
    this.#telemetry = telemetry;
    this.#connectedAt = clock.now();
  }

  /** Until it is closed. */
  async run(): Promise<void> {
    while (!this.#isEnded()) {
      await this.#leaveWhileCutOff();
      const startedAt = this.#clock.now();
      await this.#renew();
      await sleep(this.#clock, Math.max(0, startedAt + renewEveryMs - this.#clock.now()));
    }
  }

  /** Gives a partition back and takes it no more for {@link declineMs}. */
  decline(partition: number): void {
    this.#declined.set(partition, this.#clock.now() + declineMs);
    void this.#giveBack(partition);
  }

  /** Ends the batches in work and gives everything back. Safe to call twice. */
  close(): Promise<void> {
    return (this.#ended ??= this.#end());
  }

  #isEnded(): boolean {
    return this.#ended !== undefined;
  }

  async #end(): Promise<void> {
    await Promise.all([...this.#held].map((partition) => this.#holder.finish(partition)));
    this.#expiry();
    await this.#leave();
    this.#forgetAll();
  }

  /** Who cannot reach the broker for longer than a lease stands in the way of those who can. */
  async #leaveWhileCutOff(): Promise<void> {
    if (this.#holder.isConnected) this.#connectedAt = this.#clock.now();
    if (this.#clock.now() - this.#connectedAt < leaseMs) return;
    this.#runOut();
    await this.#leave();
    await this.#holder.connected();
    this.#connectedAt = this.#clock.now();
  }

  async #renew(): Promise<void> {
    if (this.#isEnded()) return;
    let askedAt = this.#clock.now();
    const round = await this.#ask("renewing the leases of partitions", () => {
      askedAt = this.#clock.now();
      return this.#leases.renew({ takeExpired: this.#rounds >= takesExpiredFrom - 1, except: this.#unwanted() });
    });
    const left = askedAt + leaseMs - this.#clock.now();
    // An answer that took longer says nothing about now.
    this.#rounds = round && left > 0 ? this.#rounds + 1 : 0;
    if (this.#rounds === 0 || !round || this.#isEnded()) return;
    this.#expiry();
    this.#expiry = this.#clock.after(left, () => this.#runOut());
    this.#adopt(round);
  }

  #adopt({ held, surplus }: LeaseRound): void {
    for (const partition of [...this.#held].filter((each) => !held.includes(each))) this.#lose(partition);
    for (const partition of held.filter((each) => !this.#held.has(each))) {
      this.#held.add(partition);
      if (this.#declined.has(partition)) void this.#giveBack(partition);
      else this.#holder.take(partition);
    }
    this.#telemetry.partitionsHeld(this.#held.size);
    for (const partition of surplus) void this.#giveBack(partition);
  }

  async #giveBack(partition: number): Promise<void> {
    if (this.#isEnded() || !this.#held.has(partition) || this.#leaving.has(partition)) return;
    const token = {};
    const isStillMine = (): boolean => this.#leaving.get(partition) === token;
    this.#leaving.set(partition, token);
    await this.#holder.finish(partition);
    if (!isStillMine()) return;
    await this.#ask("releasing a partition", () => this.#leases.release([partition]));
    if (!isStillMine()) return;
    this.#leaving.delete(partition);
    this.#held.delete(partition);
    this.#telemetry.partitionsHeld(this.#held.size);
  }

  #lose(partition: number): void {
    this.#holder.drop(partition);
    this.#leaving.delete(partition);
    this.#held.delete(partition);
  }

  #runOut(): void {
    for (const partition of [...this.#held]) this.#holder.drop(partition);
    this.#forgetAll();
  }

  #forgetAll(): void {
    this.#expiry();
    this.#rounds = 0;
    this.#leaving.clear();
    this.#held.clear();
    this.#telemetry.partitionsHeld(0);
  }

  async #leave(): Promise<void> {
    const left = this.#ask("leaving the partitions", () => this.#leases.leave());
    await within(this.#clock, farewellMs, left);
  }

  #unwanted(): readonly number[] {
    for (const [partition, until] of this.#declined) {
      if (until <= this.#clock.now()) this.#declined.delete(partition);
    }
    return [...this.#declined.keys()];
  }

  /**
   * One question after the other: the answer to a renewal must not have been overtaken by a release.
   * @returns nothing when there was no answer, or none in the time of a lease
   */
  #ask<T>(what: string, question: () => Promise<T>): Promise<T | undefined> {
    const asked = this.#talking
      .then(() => within(this.#clock, leaseMs, question()))
      .catch((error: unknown) => {
        this.#telemetry.setback(what, error);
        return undefined;
      });
    this.#talking = asked;
    return asked;
  }
}

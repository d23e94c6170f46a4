import type { LeaseRound, LeaseWishes, PartitionLeases } from "../../core/ports/partition-leases.ts";

/** Shares partitions among those that renew, without a clock: who renewed once lives until it leaves. */
export class FakeLeases {
  readonly #partitions: readonly number[];
  readonly #owners = new Map<number, string>();
  readonly #living = new Set<string>();
  /** What every question is answered with instead, while it is set. */
  failure: Error | undefined;

  constructor(partitions: number) {
    this.#partitions = Array.from({ length: partitions }, (_, index) => index);
  }

  /** @returns the partitions that this owner has, ascending */
  of(owner: string): number[] {
    return this.#partitions.filter((partition) => this.#owners.get(partition) === owner);
  }

  /** Somebody else has them from now on, though their holder was not asked. */
  take(partitions: readonly number[], owner: string): void {
    for (const partition of partitions) this.#owners.set(partition, owner);
  }

  for(owner: string): PartitionLeases {
    const asked = async <T>(answer: () => T): Promise<T> => {
      if (this.failure) throw this.failure;
      return answer();
    };
    return {
      renew: (wishes) => asked(() => this.#renew(owner, wishes)),
      release: (partitions) => asked(() => this.#free(partitions, owner)),
      leave: () =>
        asked(() => {
          this.#living.delete(owner);
          this.#free(this.#partitions, owner);
        }),
    };
  }

  #renew(owner: string, { except }: LeaseWishes): LeaseRound {
    this.#living.add(owner);
    const share = Math.ceil(this.#partitions.length / this.#living.size);
    const free = this.#partitions.filter((each) => !this.#owners.has(each) && !except.includes(each));
    const missing = Math.max(0, share - this.of(owner).length);
    this.take(free.slice(0, missing), owner);
    const held = this.of(owner);
    return { held, surplus: held.slice(share) };
  }

  #free(partitions: readonly number[], owner: string): void {
    for (const partition of partitions) if (this.#owners.get(partition) === owner) this.#owners.delete(partition);
  }
}

/** A lease lasts this many milliseconds from when its renewal was asked for. */
export const leaseMs = 6_000;
/** How often a holder renews, in milliseconds: two renewals may fail before a lease is lost. */
export const renewEveryMs = 2_000;

export interface LeaseRound {
  /** The partitions whose messages this process may hold until {@link leaseMs} after it asked. Ascending. */
  readonly held: readonly number[];
  /** Those of them that are more than its share: to be released as soon as their batches have ended. */
  readonly surplus: readonly number[];
}

export interface LeaseWishes {
  /**
   * Also take those whose holder has not renewed in time. Not in a process's first rounds: after an outage of the
   * keeper everybody's leases have expired, and their holders are about to renew them.
   */
  readonly takeExpired: boolean;
  /** Partitions that this process does not want now, and does not take. */
  readonly except: readonly number[];
}

/**
 * Who holds which partition of the timeline, by the clock of whoever keeps the leases. Single active consumer alone
 * does not balance: whoever subscribes first would get every queue.
 */
export interface PartitionLeases {
  /**
   * Says that this process lives, renews what it holds, and takes partitions that nobody holds until it has its
   * share: with n living processes and P partitions, P / n rounded up.
   * @throws StorageFailure
   */
  renew(wishes: LeaseWishes): Promise<LeaseRound>;
  /** Others may have these at once. @throws StorageFailure */
  release(partitions: readonly number[]): Promise<void>;
  /** This process is gone, and everything that it held is free. @throws StorageFailure */
  leave(): Promise<void>;
}

/** One method per thing that happens: it writes the line and the figure together. No text of a message is ever given. */
export interface Telemetry {
  commandAccepted(ms: number): void;
  commandUnavailable(): void;
  /** The check on the way in gave no answer in time, or failed; the consumer decides. */
  checkSkipped(): void;
  batchApplied(figures: {
    readonly size: number;
    readonly applied: number;
    readonly repeated: number;
    readonly ms: number;
  }): void;
  commandRefused(code: string): void;
  /** A batch is tried again; `alarm` when no retry will help without an operator. */
  batchDelayed(reason: string, alarm: boolean): void;
  commandDead(reason: string): void;
  /** A batch of receipts, of `size` members: of so many something moved. */
  receiptsApplied(figures: { readonly size: number; readonly moved: number; readonly ms: number }): void;
  /** A lot of receipts was put aside, or cannot be read. */
  receiptsDead(reason: string): void;
  /** How many partitions of the timeline this process holds now. */
  partitionsHeld(count: number): void;
  noticesLost(count: number): void;
  /** A connection to a service was made, lost, or is in doubt; `why` when it is not up. */
  linkChanged(service: "rabbitmq" | "redis", isUp: boolean, why?: string): void;
  /** An operator's mistake, which no retry will mend: this queue is left alone until he does. */
  queueUnfit(reason: string): void;
  eventsPushed(count: number): void;
  /** A gateway read the feed because live events were missing. */
  roomRepaired(versions: number): void;
  sessionOpened(): void;
  sessionClosed(): void;
  /** Something failed that has another chance: the head check, a profile, a repair. */
  setback(what: string, error: unknown): void;
}

import type { Outcome } from "../../core/entities/command.ts";
import type { Arrival, Decoded, Delivered } from "./arrival.ts";

/** What the messages of some queues are, and who works on them. */
export interface QueueKind {
  /** Messages in flight, for every consumer the same. */
  readonly prefetch: number;
  /** How long to wait after a batch that took so long, in milliseconds; not at all when absent. */
  readonly restAfter?: (ms: number) => number;
  /** Never throws, whatever the bytes are. */
  readonly decode: (body: Buffer) => Decoded;
  /** What becomes of each of these, which can all be read. Never rejects: a handler that throws is asked again. */
  workOn(readable: readonly Arrival<Delivered>[]): Promise<readonly Outcome[]>;
  /** For an operator: a message is put aside that this did not hand back itself. */
  tellDead(reason: string): void;
}

import type { LetterKey } from "./dead-letter-log.ts";

/** As many processes may begin to work on a message, and end while they do; then it is to blame. */
export const maxAttempts = 2;

export interface Attempt extends LetterKey {
  /** The room that it is for, or whatever else tells messages apart that have nothing to do with each other. */
  readonly line: string;
}

export interface Attempted {
  /** How many processes have begun to work on it, this one included. */
  readonly count: number;
  /** How many lines had, in the last ten minutes, a message that more than {@link maxAttempts} processes began. */
  readonly struckLines: number;
}

/** Which messages were being worked on when a process ended: the delivery count of a broker blames whatever was in flight. */
export interface Attempts {
  /** Kept before it is worked on. A process that begins again counts once. @throws StorageFailure */
  begin(attempt: Attempt): Promise<Attempted>;
  /** This process did not end of it. @throws StorageFailure */
  survived(key: LetterKey): Promise<void>;
}

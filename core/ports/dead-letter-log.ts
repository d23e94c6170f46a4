export interface DeadLetter {
  /** The queue that it was taken from. */
  readonly queue: string;
  /** SHA-256 of its body, as 64 hexadecimal digits: a message that does not parse has no other name. */
  readonly digest: string;
  /** Why it was put aside, for an operator. It quotes nothing of the message. */
  readonly reason: string;
}

/** Why messages were put aside: a broker keeps the message, and knows only that it was rejected. */
export interface DeadLetterLog {
  /** Kept before the message is put aside; noted again, the last reason stands. @throws StorageFailure */
  note(letter: DeadLetter): Promise<void>;
}

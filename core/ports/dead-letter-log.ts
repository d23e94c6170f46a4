/** A message that was put aside. */
export interface LetterKey {
  /** The queue that it was taken from. */
  readonly queue: string;
  /** SHA-256 of its body, as 64 hexadecimal digits: a message that does not parse has no other name. */
  readonly digest: string;
}

export interface DeadLetter extends LetterKey {
  /** Why it was put aside, for an operator. It quotes nothing of the message. */
  readonly reason: string;
}

export interface NotedLetter extends DeadLetter {
  /** When it was noted last. RFC 3339. */
  readonly at: string;
}

/** Why messages were put aside: a broker keeps the message, and knows only that it was rejected. */
export interface DeadLetterLog {
  /** Kept before the message is put aside; noted again, the last reason stands. @throws StorageFailure */
  note(letter: DeadLetter): Promise<void>;
  /** @returns nothing when none was noted: then the broker put it aside by itself. @throws StorageFailure */
  find(letter: LetterKey): Promise<NotedLetter | undefined>;
  /** It is a dead letter no more. @throws StorageFailure */
  forget(letter: LetterKey): Promise<void>;
}

export interface IdGenerator {
  /** A lower-case UUID that sorts by the time it was made (version 7). */
  uuid(): string;
}

export interface Digester {
  /** SHA-256 of the text's UTF-8, as 64 hexadecimal digits. */
  digest(text: string): string;
}

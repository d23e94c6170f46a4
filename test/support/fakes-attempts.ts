import type { Attempt, Attempted, Attempts } from "../../core/ports/attempts.ts";
import type { LetterKey } from "../../core/ports/dead-letter-log.ts";

/** Remembers what is being tried; each is as one of an earlier process, where a test says so. */
export class FakeAttempts implements Attempts {
  readonly counts = new Map<string, number>();
  readonly open = new Set<string>();
  struckLines = 0;
  failure: Error | undefined;

  async begin({ digest }: Attempt): Promise<Attempted> {
    if (this.failure) throw this.failure;
    this.open.add(digest);
    return { count: (this.counts.get(digest) ?? 0) + 1, struckLines: this.struckLines };
  }

  async survived({ digest }: LetterKey): Promise<void> {
    if (this.failure) throw this.failure;
    this.open.delete(digest);
  }
}

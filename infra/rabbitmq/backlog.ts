/** What a {@link Backlog} has to know of a message. */
export interface Waiting {
  /** Rises with each that arrives. */
  readonly tag: number;
  /** What keeps its order: none goes ahead of an earlier one of its line. */
  readonly line: string;
  /** It goes alone. */
  readonly isSuspicious: boolean;
}

interface Pause {
  readonly failures: number;
  readonly until: number;
}

const batchSize = 500;
const pauses = [10, 50, 250, 1_000];

/** @returns milliseconds to wait after so many failures in a row, from 1 on */
export const pauseAfter = (failures: number): number => pauses[Math.min(failures, pauses.length) - 1] ?? 0;

const none: Pause = { failures: 0, until: 0 };
const after = ({ failures }: Pause, now: number): Pause => ({
  failures: failures + 1,
  until: now + pauseAfter(failures + 1),
});

/** What has arrived from one queue and is not settled yet, in the order of the queue. */
export class Backlog<T extends Waiting> {
  #waiting: T[] = [];
  /** The lines that were told to wait. */
  readonly #lines = new Map<string, Pause>();
  #whole = none;

  add(item: T): void {
    this.#waiting.push(item);
  }

  get first(): T | undefined {
    return this.#waiting[0];
  }

  /**
   * Takes the next batch: nothing of a line that waits, nothing beside what is suspicious, nothing from the first on
   * that `isEnd` holds back.
   */
  take(now: number, isEnd: (item: T) => boolean): T[] {
    if (now < this.#whole.until) return [];
    const batch: T[] = [];
    const left: T[] = [];
    let next = 0;
    for (; next < this.#waiting.length && batch.length < batchSize; next += 1) {
      const item = this.#waiting[next];
      if (!item || isEnd(item) || (item.isSuspicious && batch.length > 0)) break;
      (this.#isHeld(item, now) ? left : batch).push(item);
      if (item.isSuspicious) {
        next += 1;
        break;
      }
    }
    this.#waiting = [...left, ...this.#waiting.slice(next)];
    return batch;
  }

  /**
   * Takes back what of a batch has to wait. One line alone is a locked room and keeps nobody waiting; when several
   * wait, and nothing was done, it is a database that does not answer, and all pause.
   */
  keep(batch: readonly T[], kept: readonly T[], now: number): void {
    const keptLines = new Set(kept.map(({ line }) => line));
    if (this.#lines.size > 0) for (const { line } of batch) if (!keptLines.has(line)) this.#lines.delete(line);
    for (const line of keptLines) this.#lines.set(line, after(this.#lines.get(line) ?? none, now));
    if (kept.length < batch.length) this.#whole = none;
    else if (this.#lines.size > 1) this.#whole = after(this.#whole, now);
    if (kept.length > 0) this.#waiting = [...kept, ...this.#waiting].sort((a, b) => a.tag - b.tag);
  }

  /** When there may be something to take that waits now; nothing when nothing waits. */
  get dueAt(): number | undefined {
    if (this.#waiting.length === 0) return undefined;
    const lines = [...this.#lines.values()].map(({ until }) => until);
    return Math.max(this.#whole.until, lines.length > 0 ? Math.min(...lines) : 0);
  }

  #isHeld(item: T, now: number): boolean {
    return this.#lines.size > 0 && now < (this.#lines.get(item.line)?.until ?? 0);
  }
}

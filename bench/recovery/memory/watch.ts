import { readFileSync } from "node:fs";
import type { Place } from "../../../test/faults/harness/place.ts";
import { median } from "../../figures.ts";

const everyMs = 500;
const pageBytes = 4_096;

interface Sample {
  readonly at: number;
  readonly bytes: number;
}

const residentOf = ({ pid }: Place): number =>
  Number(readFileSync(`/proc/${pid}/statm`, "utf8").split(" ")[1]) * pageBytes;

/** Looks at what each process has resident, all the time. */
export class MemoryWatch {
  readonly #samples = new Map<Place, Sample[]>();
  readonly #timer: NodeJS.Timeout;

  constructor(places: readonly Place[]) {
    for (const place of places) this.#samples.set(place, []);
    this.#timer = setInterval(() => this.#look(), everyMs);
  }

  /** Bytes: the median of what was seen between two moments, by `performance.now()`. */
  resident(place: Place, from: number, to: number): number {
    const seen = this.#samples.get(place) ?? [];
    return median(seen.filter(({ at }) => at >= from && at <= to).map(({ bytes }) => bytes));
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  /** One that has ended is for others to tell of. */
  #look(): void {
    const at = performance.now();
    for (const [place, samples] of this.#samples) if (place.isRunning) samples.push({ at, bytes: residentOf(place) });
  }
}

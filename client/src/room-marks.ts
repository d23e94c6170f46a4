import type { ReceiptsEvent } from "./contract.ts";
import { EventLine } from "./event-line.ts";
import type { Covered } from "./room-reducer.ts";
import { outcomeAt } from "./room-reducer.ts";
import type { ReadReceipts, WatermarksByUser } from "./watermarks.ts";
import { mergeWatermarks } from "./watermarks.ts";

/** The watermarks of one open room, and whether any that moved are known to be missing. It reads nothing itself. */
export class RoomMarks {
  #watermarks: WatermarksByUser = new Map();
  #position = 0;
  #newest = 0;
  #isOutdated = false;
  readonly #line = new EventLine<Covered>((covered) => {
    const outcome = outcomeAt(this.#position, covered);
    if (outcome === "applied") this.#position = covered.version;
    return outcome;
  });

  /** Of everybody who was ever heard of: the membership of some may have ended, and of others not be known yet. */
  get watermarks(): WatermarksByUser {
    return this.#watermarks;
  }

  get behind(): boolean {
    return this.#isOutdated || this.#position < this.#newest;
  }

  /**
   * Takes live receipts. What came too early counts as well, but what lies before it is missing. What lies at the position or below it
   * is held already, or has been hidden since; what stands for no marks is my own.
   */
  offer({ prev, marks, receipts }: ReceiptsEvent): void {
    if (marks === 0 || marks > this.#position) this.#watermarks = mergeWatermarks(this.#watermarks, receipts);
    this.expect(marks);
    this.#line.offer([{ prev, version: marks }]);
  }

  /** The room's marks stand there at least. */
  expect(marks: number): void {
    this.#newest = Math.max(this.#newest, marks);
  }

  /** Takes what was read of all members. */
  take({ receipts, marks }: ReadReceipts): void {
    if (this.#isOutdated) this.#clear();
    this.#watermarks = mergeWatermarks(this.#watermarks, receipts);
    this.#position = Math.max(this.#position, marks);
    this.#line.offer([]);
  }

  /** Some of what is held may not be shown any more, or more of it may: what is read from now on takes its place. */
  renew(): void {
    this.#isOutdated = true;
  }

  /** The history held is not the server's any more. */
  forget(): void {
    this.#clear();
    this.#newest = 0;
  }

  #clear(): void {
    this.#watermarks = new Map();
    this.#position = 0;
    this.#isOutdated = false;
    this.#line.clear();
  }
}

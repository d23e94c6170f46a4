import type { MeChanges, MeEvent } from "./contract.ts";
import { EventLine } from "./event-line.ts";
import { Puller } from "./puller.ts";
import { outcomeAt } from "./room-reducer.ts";
import type { Chance } from "./scheduler.ts";

export interface MeFeedOptions extends Chance {
  readonly read: (since: number) => Promise<MeChanges>;
  /** Hears of each event once, in order. */
  readonly tell: (event: MeEvent) => void;
}

/** What concerns this user alone, from the first session on. */
export class MeFeed {
  readonly #options: MeFeedOptions;
  readonly #puller: Puller;
  /** Unknown before the first session: there is nothing to catch up with. */
  #position: number | undefined;
  #newest = 0;
  #generation = 0;
  readonly #line = new EventLine<MeEvent>((event) => {
    const outcome = this.#position === undefined ? "gap" : outcomeAt(this.#position, event);
    if (outcome === "applied") this.#position = event.version;
    return outcome;
  });

  constructor(options: MeFeedOptions) {
    this.#options = options;
    this.#puller = new Puller((progressed) => this.#pull(progressed), options);
  }

  /** A session began at this version. */
  ready(version: number): void {
    this.#position ??= version;
    this.#newest = Math.max(this.#newest, version);
    if (this.#behind) this.#puller.now();
  }

  offer(events: readonly MeEvent[]): void {
    for (const event of events) this.#newest = Math.max(this.#newest, event.version);
    this.#tell(this.#line.offer(events));
    if (this.#behind) this.#puller.soon();
  }

  /** The history held is not the server's any more. */
  forget(): void {
    this.#generation += 1;
    this.#position = undefined;
    this.#newest = 0;
    this.#line.clear();
  }

  stop(): void {
    this.#puller.stop();
  }

  get #behind(): boolean {
    return this.#position !== undefined && this.#position < this.#newest;
  }

  async #pull(progressed: () => void): Promise<boolean> {
    const generation = this.#generation;
    for (let more = this.#behind; more;) {
      const page = await this.#options.read(this.#position ?? 0);
      if (generation !== this.#generation) return false;
      if (page.version > (this.#position ?? 0)) progressed();
      this.#take(page);
      more = page.more;
    }
    return !this.#behind;
  }

  #take(page: MeChanges): void {
    const news = page.events.filter((event) => event.version > (this.#position ?? 0));
    this.#position = Math.max(this.#position ?? 0, page.version);
    this.#tell(news);
    this.#tell(this.#line.offer([]));
  }

  #tell(events: readonly MeEvent[]): void {
    for (const event of events) this.#options.tell(event);
  }
}

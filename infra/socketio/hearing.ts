import type { Redis } from "ioredis";
import type { Cancel, Clock } from "../../core/ports/clock.ts";
import { within } from "../../core/ports/clock.ts";
import type { Telemetry } from "../../core/ports/telemetry.ts";
import type { Subscriptions } from "./subscriptions.ts";
import { reasons } from "./subscriptions.ts";

export interface HearingParts {
  readonly publisher: Pick<Redis, "publish">;
  readonly subscriptions: Subscriptions;
  /** A Redis channel that no other process listens to. */
  readonly channel: string;
  readonly clock: Clock;
  readonly link: Pick<Telemetry, "linkChanged">;
  /** Makes the connection anew over which nothing is heard. */
  replace(): void;
}

/** Pause between two probes, while in doubt, and how long one may be on its way, in milliseconds. */
const probeEveryMs = 5_000;
const inDoubtMs = 1_000;
const heardWithinMs = 2_000;

/** Says something to itself through Redis again and again: a subscription may be connected, and deaf. */
export class Hearing {
  readonly #parts: HearingParts;
  readonly #stopListening: () => void;
  #cancel: Cancel = () => undefined;
  /** Numbers the probes; the last one counts. */
  #said = 0;
  #onHeard: () => void = () => undefined;
  /** What the last probe showed; one that could not be published shows that nobody knows. */
  #verdict: "hears" | "unknown" | "deaf" = "unknown";
  #isEnded = false;

  constructor(parts: HearingParts) {
    this.#parts = parts;
    const { subscriptions, channel } = parts;
    this.#stopListening = subscriptions.listen((from, payload) => {
      if (from === channel && payload.toString() === String(this.#said)) this.#onHeard();
    });
    subscriptions.onResumed(() => {
      this.#doubt();
      void this.#probe();
    });
    void Promise.resolve(subscriptions.want([channel], reasons.own)).then(() => this.#probe());
    this.#schedule();
  }

  /** Everything wanted is subscribed, and the last probe was heard. */
  get isHearing(): boolean {
    return this.#verdict === "hears" && this.#parts.subscriptions.isWhole;
  }

  close(): void {
    this.#isEnded = true;
    this.#cancel();
    this.#stopListening();
    this.#parts.subscriptions.drop([this.#parts.channel], reasons.own);
  }

  #schedule(): void {
    if (this.#isEnded) return;
    const pause = this.#verdict === "hears" ? probeEveryMs : inDoubtMs;
    this.#cancel = this.#parts.clock.after(pause, () => {
      void this.#probe().finally(() => this.#schedule());
    });
  }

  /** Without a connection there is nothing to find out: whoever made it tells of that. */
  async #probe(): Promise<void> {
    const { publisher, subscriptions, channel, clock } = this.#parts;
    if (this.#isEnded || !subscriptions.isWhole) return;
    const said = (this.#said += 1);
    const heard = new Promise<true>((resolve) => {
      this.#onHeard = () => resolve(true);
    });
    const published = publisher.publish(channel, String(said)).then(
      () => true,
      () => false,
    );
    const wasHeard = (await within(clock, heardWithinMs, heard)) === true;
    const wasPublished = await Promise.race([published, Promise.resolve(false)]);
    // What was said over a connection that has been made anew since shows nothing.
    if (said === this.#said) this.#judge(wasHeard, wasPublished);
  }

  #judge(wasHeard: boolean, wasPublished: boolean): void {
    if (this.#isEnded) return;
    if (wasHeard) this.#hears();
    else if (wasPublished && this.#parts.subscriptions.isWhole) this.#isDeaf();
    else this.#doubt();
  }

  #doubt(): void {
    if (this.#verdict === "hears") this.#verdict = "unknown";
  }

  #hears(): void {
    if (this.#verdict === "deaf") this.#parts.link.linkChanged("redis", true);
    this.#verdict = "hears";
  }

  #isDeaf(): void {
    if (this.#verdict !== "deaf") this.#parts.link.linkChanged("redis", false, "connected but deaf");
    this.#verdict = "deaf";
    this.#parts.replace();
  }
}

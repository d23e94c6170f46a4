import { setTimeout as pause } from "node:timers/promises";
import { v7 } from "uuid";
import type { Poster } from "../tiers/driving/job.ts";

const retryMs = 100;
const deadlineMs = 7_000;
/** A system that takes nothing any more is not asked for ever more. */
const mostUnderWay = 500;

export interface SteadyOptions {
  readonly url: string;
  /** Each posts in its turn. */
  readonly posters: readonly Poster[];
  readonly perSecond: number;
  readonly text?: (number: number) => string;
}

const shortText = (number: number): string => `message ${number}`;

/** Posts over HTTP at a steady pace, each repeated with the same id until it is accepted. */
export class SteadyLoad {
  readonly #options: SteadyOptions;
  readonly #underWay = new Set<Promise<void>>();
  readonly #pacing: Promise<void>;
  #goesOn = true;
  /** Posts that were due. */
  offered = 0;
  accepted = 0;
  /** By the id of the post: when it was accepted, by `performance.now()`. */
  readonly acceptedAt = new Map<string, number>();

  constructor(options: SteadyOptions) {
    this.#options = options;
    this.#pacing = this.#pace();
  }

  /** Resolves when all that was begun is accepted. */
  async stop(): Promise<void> {
    this.#goesOn = false;
    await this.#pacing;
    await Promise.all(this.#underWay);
  }

  async #pace(): Promise<void> {
    const startedAt = performance.now();
    const { perSecond, posters } = this.#options;
    while (this.#goesOn) {
      const due = ((performance.now() - startedAt) / 1_000) * perSecond;
      for (; this.offered < due; this.offered += 1) {
        const poster = posters[this.offered % posters.length];
        if (poster && this.#underWay.size < mostUnderWay) this.#begin(poster);
      }
      await pause(5);
    }
  }

  #begin(poster: Poster): void {
    const { text = shortText } = this.#options;
    const posting = this.#postUntilAccepted(poster, v7(), text(this.offered));
    this.#underWay.add(posting);
    void posting.finally(() => this.#underWay.delete(posting));
  }

  async #postUntilAccepted(poster: Poster, id: string, text: string): Promise<void> {
    for (;;) {
      const status = await post(this.#options.url, poster, { id, text });
      if (status === 202) break;
      if (status !== undefined && status < 500) throw new Error(`A post was answered with ${status}.`);
      await pause(retryMs);
    }
    this.accepted += 1;
    this.acceptedAt.set(id, performance.now());
  }
}

/** Once. @returns the status; nothing without an answer */
export const post = async (
  url: string,
  { token, roomId }: Poster,
  body: { readonly id: string; readonly text: string },
): Promise<number | undefined> => {
  try {
    const answer = await fetch(`${url}/v1/rooms/${roomId}/messages`, {
      method: "POST",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(deadlineMs),
    });
    await answer.arrayBuffer();
    return answer.status;
  } catch {
    return undefined;
  }
};

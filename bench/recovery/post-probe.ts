import { v7 } from "uuid";
import { ChatClient } from "../../client/src/index.ts";
import { signToken } from "../../infra/auth/sign.ts";
import type { Scene } from "../../test/faults/harness/scene.ts";

const userId = "prober";
const roomId = "probed";
const everyMs = 20;
/** A request without an answer is given up then. */
const givenUpMs = 10_000;

export interface Probe {
  /** By `performance.now()`. */
  readonly begunAt: number;
  readonly endedAt: number;
  /** Nothing where there was no answer. */
  readonly status: number | undefined;
}

/**
 * Begins a post every 20 ms, at one http process and the other in turn, and repeats none: its room is its own, so nobody
 * judges it.
 */
export class PostProbe {
  readonly #urls: readonly string[];
  readonly #token: string;
  readonly #underWay = new Set<Promise<void>>();
  #probes: Probe[] = [];
  #timer: NodeJS.Timeout | undefined;
  #count = 0;

  private constructor(urls: readonly string[], token: string) {
    this.#urls = urls;
    this.#token = token;
  }

  static async open({ places, socketUrl, tiers }: Scene): Promise<PostProbe> {
    const token = await signToken(tiers.secret, { userId, expires: "3h" });
    const [url, other] = places.http.map(({ address }) => address);
    const client = ChatClient.connect({ url: url ?? "", socketUrl, token: () => token });
    await client.createRoom({ id: roomId, kind: "group", members: [userId] });
    client.close();
    return new PostProbe([url ?? "", other ?? ""], token);
  }

  start(): void {
    this.#probes = [];
    this.#timer = setInterval(() => this.#begin(), everyMs);
    this.#begin();
  }

  /** @returns every probe since {@link start}, once each of them has its answer */
  async stop(): Promise<readonly Probe[]> {
    clearInterval(this.#timer);
    await Promise.all(this.#underWay);
    return this.#probes;
  }

  /** When the first post was accepted that was begun after `since`, in milliseconds after it; nothing where none was yet. */
  firstAccepted(since: number): number | undefined {
    const ends = this.#probes.filter(({ begunAt, status }) => begunAt >= since && status === 202);
    return ends.length > 0 ? Math.min(...ends.map(({ endedAt }) => endedAt)) - since : undefined;
  }

  #begin(): void {
    const url = this.#urls[(this.#count += 1) % this.#urls.length] ?? "";
    const probing = this.#post(url).finally(() => this.#underWay.delete(probing));
    this.#underWay.add(probing);
  }

  async #post(url: string): Promise<void> {
    const begunAt = performance.now();
    const status = await this.#ask(url).catch(() => undefined);
    this.#probes.push({ begunAt, endedAt: performance.now(), status });
  }

  async #ask(url: string): Promise<number> {
    const answer = await fetch(`${url}/v1/rooms/${roomId}/messages`, {
      method: "POST",
      headers: { authorization: `Bearer ${this.#token}`, "content-type": "application/json" },
      body: JSON.stringify({ id: v7(), text: "probe" }),
      signal: AbortSignal.timeout(givenUpMs),
    });
    await answer.arrayBuffer();
    return answer.status;
  }
}

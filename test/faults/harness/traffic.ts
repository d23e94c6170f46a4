import { setTimeout as pause } from "node:timers/promises";
import { v7 } from "uuid";
import type { Ack } from "../../../client/src/index.ts";
import type { Ledger, Post } from "../../long/ledger.ts";
import type { Sender } from "../../long/load.ts";
import { seeded } from "../../long/load.ts";
import { SocketLine } from "./socket-line.ts";

/** A request is answered within this many milliseconds, whatever is broken behind it. */
export const deadlineMs = 5_000;
/** What a busy machine may add: a request is given up then. */
export const graceMs = 2_000;
const retryMs = 100;
const repeatedShare = 0.05;
/** Between two posts of a sender. */
const restMs = { least: 10, most: 60 };

export type Answer = "ok" | "refused" | "unknown";

export interface Talker {
  readonly sender: Sender;
  /** What is said goes by it; over HTTP where there is none. */
  readonly line?: SocketLine;
}

/** Senders who post one message after the other, half of them over HTTP and half by socket, and repeat until they are told "accepted". */
export class Traffic {
  readonly #ledger: Ledger;
  readonly #url: string;
  readonly #talkers: readonly Talker[];
  readonly #attemptedAt = new Map<string, number>();
  readonly #acceptedAt = new Map<string, number>();
  readonly #ended: Promise<unknown>;
  readonly #random: () => number;
  #resumed: Promise<unknown> = Promise.resolve();
  #resume: (() => void) | undefined;
  #underWay = 0;
  #goesOn = true;
  #isGivenUp = false;
  /** The one who says only what a fault wants said. */
  readonly quiet: Sender;
  /** Requests that had no answer in their time, although their connection stood. */
  late = 0;
  /** When an accepted post was last attempted for the first time. */
  lastAccepted = 0;

  constructor(
    at: { readonly url: string; readonly socketUrl: string },
    senders: readonly Sender[],
    ledger: Ledger,
    seed: number,
  ) {
    this.#ledger = ledger;
    this.#url = at.url;
    const quiet = senders.at(-1);
    if (!quiet) throw new Error("Nobody is there.");
    this.quiet = quiet;
    this.#random = seeded(seed * 1_000 - 1);
    this.#talkers = senders.slice(0, -1).map((sender, index) => ({
      sender,
      ...(index % 2 === 1 && { line: new SocketLine(at.socketUrl, sender.token) }),
    }));
    this.#ended = Promise.all(this.#talkers.map((talker, index) => this.#talk(talker, seeded(seed * 1_000 + index))));
  }

  /** Those who talk, half of them with a socket. */
  get talkers(): readonly Talker[] {
    return this.#talkers;
  }

  /** When it was first attempted, by `performance.now()`. */
  attemptedAt(id: string): number {
    return this.#attemptedAt.get(id) ?? 0;
  }

  acceptedAt(id: string): number | undefined {
    return this.#acceptedAt.get(id);
  }

  /** Resolves when no post is under way; until {@link resume} none begins. */
  async rest(): Promise<void> {
    this.#resumed = new Promise<void>((resolve) => (this.#resume = resolve));
    while (this.#underWay > 0) await pause(10);
  }

  resume(): void {
    this.#resume?.();
  }

  /** What a fault wants said, over HTTP, until it is accepted. One after another: a sender's posts have an order. */
  async post(text: string): Promise<Post> {
    const post = aPost(this.quiet, text, this.#random);
    await this.#postUntilAccepted(post, () => this.#postOnce(this.quiet.token, post));
    return post;
  }

  /** Resolves when the last post of everybody is accepted, or given up after a while. */
  async stop(withinMs: number): Promise<void> {
    this.#goesOn = false;
    this.resume();
    const late = setTimeout(() => (this.#isGivenUp = true), withinMs);
    await this.#ended;
    clearTimeout(late);
    for (const { line } of this.#talkers) line?.close();
  }

  async #talk({ sender, line }: Talker, random: () => number): Promise<void> {
    for (let number = 1; this.#goesOn; number += 1) {
      const post = aPost(sender, `${sender.userId} ${number}`, random);
      const attempt = (): Promise<Answer> => (line ? sendOnce(line, post) : this.#postOnce(sender.token, post));
      await this.#postUntilAccepted(post, attempt);
      if (random() < repeatedShare) await this.#postUntilAccepted(post, attempt);
      await pause(restMs.least + random() * (restMs.most - restMs.least));
      await this.#resumed;
    }
  }

  async #postUntilAccepted(post: Post, attempt: () => Promise<Answer>): Promise<void> {
    this.#underWay += 1;
    if (!this.#attemptedAt.has(post.id)) this.#attemptedAt.set(post.id, performance.now());
    while (!this.#isGivenUp) {
      this.#ledger.attempt(post);
      const answer = await attempt();
      if (answer === "ok") {
        this.#ledger.accepted(post);
        if (!this.#acceptedAt.has(post.id)) this.#acceptedAt.set(post.id, performance.now());
        this.lastAccepted = Math.max(this.lastAccepted, this.attemptedAt(post.id));
        break;
      }
      if (answer === "refused") {
        this.#ledger.refused(post);
        break;
      }
      this.#ledger.unanswered();
      await pause(retryMs);
    }
    this.#underWay -= 1;
  }

  async #postOnce(token: string, { id, roomId, text }: Post): Promise<Answer> {
    const begunAt = performance.now();
    try {
      const answer = await fetch(`${this.#url}/v1/rooms/${roomId}/messages`, {
        method: "POST",
        headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
        body: JSON.stringify({ id, text }),
        signal: AbortSignal.timeout(deadlineMs + graceMs),
      });
      await answer.arrayBuffer();
      if (performance.now() - begunAt > deadlineMs) this.late += 1;
      return answer.status === 202 ? "ok" : answer.status < 500 ? "refused" : "unknown";
    } catch {
      if (performance.now() - begunAt > deadlineMs) this.late += 1;
      return "unknown";
    }
  }
}

const aPost = ({ userId, rooms }: Sender, text: string, random: () => number): Post => ({
  id: v7(),
  roomId: rooms[Math.floor(random() * rooms.length)] ?? "",
  authorId: userId,
  text,
});

const sendOnce = async (line: SocketLine, post: Post): Promise<Answer> => answerOf(await line.send(post));

/** A refusal that asks for another attempt is none. */
export const answerOf = (ack: Ack<object> | undefined): Answer => {
  if (!ack) return "unknown";
  if (ack.ok) return "ok";
  return ack.code === "unavailable" || ack.code === "rate_limited" || ack.code === "internal" ? "unknown" : "refused";
};

import { v7 as uuidv7 } from "uuid";
import type { Message, PostMessageRequest } from "./contract.ts";
import type { Scheduler } from "./scheduler.ts";

export interface Verdict {
  readonly stored: (message: Message) => void;
  readonly refused: (error: Error) => void;
}

export type Wish =
  | { readonly kind: "post"; readonly said: Pick<PostMessageRequest, "text" | "mentions"> }
  | { readonly kind: "delete"; readonly messageId: string };

/** A wish on its way, until it is stored or refused. The first verdict stands. */
export class Command {
  readonly roomId: string;
  readonly id: string;
  readonly wish: Wish;
  /** Whether the caller named the id: then it may have been posted before, by another client or an earlier process. */
  readonly isNamed: boolean;
  /** Whether the server has promised to store or to refuse it. */
  isAccepted = false;
  readonly #verdict: Verdict;
  #done = false;
  #endPause: (() => void) | undefined;
  #mayWake = false;

  /** @param id a lower-case UUID; made here when absent */
  constructor(roomId: string, wish: Wish, id: string | undefined, verdict: Verdict) {
    this.roomId = roomId;
    this.id = id ?? uuidv7();
    this.isNamed = id !== undefined;
    this.wish = wish;
    this.#verdict = verdict;
  }

  get messageId(): string {
    return this.wish.kind === "post" ? this.id : this.wish.messageId;
  }

  /** Whether it shows that the wish has come true. */
  isShownBy(message: Message): boolean {
    return message.id === this.messageId && (this.wish.kind === "post" || message.deletedAt !== undefined);
  }

  get done(): boolean {
    return this.#done;
  }

  stored(message: Message): void {
    this.#end(() => this.#verdict.stored(message));
  }

  refused(error: Error): void {
    this.#end(() => this.#verdict.refused(error));
  }

  /** Waits; a verdict ends it, and so does `wake` unless the server asked for the pause. */
  pause(ms: number, mayWake: boolean, scheduler: Scheduler): Promise<void> {
    if (this.#done) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = scheduler.setTimeout(resolve, ms);
      this.#mayWake = mayWake;
      this.#endPause = () => {
        scheduler.clearTimeout(timer);
        resolve();
      };
    });
  }

  wake(): void {
    if (this.#mayWake) this.#endPause?.();
  }

  #end(tell: () => void): void {
    if (this.#done) return;
    this.#done = true;
    tell();
    this.#endPause?.();
  }
}

import type { Ack } from "./contract.ts";
import { ChatApiError, ChatClientError } from "./errors.ts";
import type { Scheduler } from "./scheduler.ts";

const ackMs = 5_000;

/** Requests on a link that wait for their ack. Every one ends: by its ack, by the clock, or with the link. */
export class Unanswered {
  readonly #scheduler: Scheduler;
  readonly #waiting = new Set<(error: ChatClientError) => void>();

  constructor(scheduler: Scheduler) {
    this.#scheduler = scheduler;
  }

  /** @throws ChatApiError when refused. @throws ChatClientError `timeout` after 5 s, or what `fail` was given. */
  ask<T extends object>(emit: (ack: (answer: Ack<T>) => void) => void): Promise<T> {
    return new Promise((resolve, reject) => {
      const forget = this.#expect(reject);
      emit((answer) => {
        forget();
        if (answer.ok) resolve(answer);
        else reject(new ChatApiError({ ...answer, detail: answer.message }));
      });
    });
  }

  /** The link is gone: no ack will come. */
  fail(error: ChatClientError): void {
    for (const fail of [...this.#waiting]) fail(error);
  }

  #expect(reject: (error: ChatClientError) => void): () => void {
    const forget = (): void => {
      this.#scheduler.clearTimeout(timer);
      this.#waiting.delete(fail);
    };
    const fail = (error: ChatClientError): void => {
      forget();
      reject(error);
    };
    const timer = this.#scheduler.setTimeout(() => fail(new ChatClientError("timeout")), ackMs);
    this.#waiting.add(fail);
    return forget;
  }
}

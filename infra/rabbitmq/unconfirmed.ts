import type { ChatError } from "../../core/errors.ts";
import { unavailable } from "../../core/errors.ts";
import type { Cancel, Clock } from "../../core/ports/clock.ts";

const deadlineMs = 4_000;
/** Past these the broker does not keep up, and a clear refusal is better than a late one. */
const maxCount = 10_000;
const maxBytes = 64 * 1_048_576;

/** One publish under way. Whoever asked has an answer after {@link deadlineMs}; it counts until the broker's. */
export interface Publishing {
  readonly id: string;
  readonly answer: Promise<void>;
  readonly isAnswered: () => boolean;
  /** The first answer stands. */
  settle(error?: ChatError): void;
  /** Nothing more will come from the broker. */
  end(error?: ChatError): void;
}

/** What was sent and is not confirmed yet. */
export class Unconfirmed {
  readonly #what: string;
  readonly #clock: Clock;
  readonly #publishings = new Map<string, Publishing>();
  #bytes = 0;
  #next = 0;

  /** @param what a noun for what is sent */
  constructor(what: string, clock: Clock) {
    this.#what = what;
    this.#clock = clock;
  }

  get isFull(): boolean {
    return this.#publishings.size >= maxCount || this.#bytes >= maxBytes;
  }

  find(id: string): Publishing | undefined {
    return this.#publishings.get(id);
  }

  begin(bytes: number): Publishing {
    const id = (this.#next++).toString(36);
    let cancel: Cancel | undefined;
    let settle: Publishing["settle"] = () => {};
    const answer = new Promise<void>((resolve, reject) => {
      settle = (error) => {
        if (!cancel) return;
        cancel();
        cancel = undefined;
        if (error) reject(error);
        else resolve();
      };
    });
    cancel = this.#clock.after(deadlineMs, () => {
      settle(unavailable(`RabbitMQ did not confirm the ${this.#what} in time.`));
    });
    const end = (error?: ChatError): void => {
      settle(error);
      if (this.#publishings.delete(id)) this.#bytes -= bytes;
    };
    const publishing = { id, answer, isAnswered: () => cancel === undefined, settle, end };
    this.#publishings.set(id, publishing);
    this.#bytes += bytes;
    return publishing;
  }
}

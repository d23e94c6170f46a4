import { setTimeout as pause } from "node:timers/promises";

import type { ConsumeMessage } from "amqplib";

/** Lambda's limit of what it hands to a function, in bytes; base64 makes four of three. */
const maxEvent = 6_000_000;
const encodedSize = ({ content }: ConsumeMessage): number => Math.ceil(content.length / 3) * 4;

/** What one subscription has delivered, and no function was handed yet. */
export class Inbox {
  readonly #messages: ConsumeMessage[] = [];
  #wake: () => void = () => {};
  #isClosed = false;

  add(message: ConsumeMessage): void {
    this.#messages.push(message);
    this.#wake();
  }

  /** Nothing more is taken from it. */
  close(): void {
    this.#isClosed = true;
    this.#wake();
  }

  /** Waits for a first message, and a moment for more; nothing once it is closed. */
  async take(batchSize: number, windowMs: number): Promise<ConsumeMessage[]> {
    if (this.#messages.length === 0 && !this.#isClosed) await new Promise<void>((resolve) => (this.#wake = resolve));
    if (this.#messages.length < batchSize && !this.#isClosed) await pause(windowMs);
    return this.#isClosed ? [] : this.#messages.splice(0, this.#fitting(batchSize));
  }

  #fitting(batchSize: number): number {
    let size = 0;
    const tooMuch = this.#messages.findIndex((message, index) => {
      size += encodedSize(message);
      return index === batchSize || (index > 0 && size > maxEvent);
    });
    return tooMuch === -1 ? this.#messages.length : tooMuch;
  }
}

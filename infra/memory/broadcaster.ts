import type { Notice } from "../../core/entities/notice.ts";
import type { Broadcaster, NoticeSource } from "../../core/ports/broadcaster.ts";

/** For one process that is consumer and gateway alike: what is published is heard at once. */
export class MemoryBroadcaster implements Broadcaster, NoticeSource {
  readonly #handlers: ((notice: Notice) => void)[] = [];
  readonly #onFailure: (error: unknown) => void;

  /** @param onFailure told of a handler that threw: what was committed must not fail with its announcement. */
  constructor(onFailure: (error: unknown) => void) {
    this.#onFailure = onFailure;
  }

  publish(notices: readonly Notice[]): Promise<boolean> {
    const taken = notices.map((notice) => this.#handlers.map((handle) => this.#isTaken(handle, notice)));
    return Promise.resolve(!taken.flat().includes(false));
  }

  subscribe(handler: (notice: Notice) => void): void {
    this.#handlers.push(handler);
  }

  /** Everything is heard, so nothing can be missed. */
  watch(): Promise<void> {
    return Promise.resolve();
  }

  unwatch(): void {
    // Nothing was set up for it.
  }

  #isTaken(handle: (notice: Notice) => void, notice: Notice): boolean {
    try {
      handle(notice);
      return true;
    } catch (error) {
      this.#onFailure(error);
      return false;
    }
  }
}

import type { Notice } from "../../core/entities/notice.ts";
import type { Broadcaster, NoticeSource } from "../../core/ports/broadcaster.ts";

/** For one process that is consumer and gateway alike: what is published is heard at once. */
export class MemoryBroadcaster implements Broadcaster, NoticeSource {
  readonly #handlers: ((notice: Notice) => void)[] = [];

  publish(notices: readonly Notice[]): Promise<boolean> {
    for (const notice of notices) for (const handle of this.#handlers) handle(notice);
    return Promise.resolve(true);
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
}

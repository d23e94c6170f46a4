import type { RoomEvent } from "../../../client/src/index.ts";
import { PROTOCOL } from "../../../client/src/index.ts";
import type { Link } from "../../../client/src/link.ts";
import { socketLinks } from "../../../client/src/socket-link.ts";

const reopenMs = 200;

/** One user's socket that comes back whenever it ends, and keeps everything that it was ever told of rooms. */
export class Hearing {
  readonly events: RoomEvent[] = [];
  /** What each `ready` listed, and when. */
  readonly lists: { readonly at: number; readonly rooms: readonly string[] }[] = [];
  readonly #open: () => Link;
  #link: Link;
  #isClosed = false;

  constructor(url: string, token: string) {
    const open = socketLinks(url);
    const nothing = (): void => {};
    this.#open = () =>
      open(
        { token, protocol: PROTOCOL, client: "chaos" },
        {
          ready: ({ rooms }) => void this.lists.push({ at: performance.now(), rooms: rooms.map(({ id }) => id) }),
          events: (events) => void this.events.push(...events),
          receipts: nothing,
          typing: nothing,
          presence: nothing,
          me: nothing,
          rejected: nothing,
          bye: nothing,
          down: () => this.#down(),
        },
      );
    this.#link = this.#open();
  }

  /** The newest version that it was told of. */
  get version(): number {
    return this.events.reduce((newest, { version }) => Math.max(newest, version), 0);
  }

  close(): void {
    this.#isClosed = true;
    this.#link.close();
  }

  #down(): void {
    this.#link.close();
    setTimeout(() => {
      if (!this.#isClosed) this.#link = this.#open();
    }, reopenMs).unref();
  }
}

import type { Accepted, Ack, ReceiptRequest } from "../../../client/src/index.ts";
import { PROTOCOL } from "../../../client/src/index.ts";
import type { Link } from "../../../client/src/link.ts";
import { socketLinks } from "../../../client/src/socket-link.ts";
import type { Post } from "../../long/ledger.ts";

const ackMs = 5_000;
const reopenMs = 200;

/** One user's socket that is made anew whenever it ends. It repeats nothing by itself, so that every ack is seen. */
export class SocketLine {
  readonly #open: () => Link;
  #link: Link | undefined;
  #isReady = false;
  #isClosed = false;
  #lost: (() => void)[] = [];

  constructor(url: string, token: string) {
    const open = socketLinks(url);
    const nothing = (): void => {};
    this.#open = () =>
      open(
        { token, protocol: PROTOCOL, client: "chaos" },
        {
          ready: () => (this.#isReady = true),
          events: nothing,
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

  get isReady(): boolean {
    return this.#isReady;
  }

  /** @returns the ack; nothing where none came */
  send({ id, roomId, text }: Post): Promise<Ack<Accepted> | undefined> {
    return this.#ask((link, ack) => link.send({ id, roomId, text }, ack));
  }

  /** @returns the ack; nothing where none came */
  receipts(receipts: readonly ReceiptRequest[]): Promise<Ack<object> | undefined> {
    return this.#ask((link, ack) => link.receipts(receipts, ack));
  }

  close(): void {
    this.#isClosed = true;
    this.#link?.close();
    this.#forget();
  }

  #ask<T>(ask: (link: Link, ack: (answer: Ack<T>) => void) => void): Promise<Ack<T> | undefined> {
    const link = this.#link;
    if (!link || !this.#isReady) return Promise.resolve(undefined);
    return new Promise((resolve) => {
      const late = setTimeout(() => resolve(undefined), ackMs);
      const settle = (answer?: Ack<T>): void => {
        clearTimeout(late);
        resolve(answer);
      };
      this.#lost.push(() => settle());
      ask(link, settle);
    });
  }

  #down(): void {
    this.#link?.close();
    this.#link = undefined;
    this.#isReady = false;
    this.#forget();
    setTimeout(
      () => {
        if (!this.#isClosed) this.#link = this.#open();
      },
      reopenMs * (0.5 + Math.random()),
    ).unref();
  }

  #forget(): void {
    for (const settle of this.#lost.splice(0)) settle();
  }
}

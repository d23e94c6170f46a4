export interface Closer {
  /** Safe to call twice. */
  close(): Promise<void>;
}

/** What was opened, to be closed in reverse order: nothing is taken away from under something that still works. */
export class Closing implements Closer {
  readonly #steps: (() => unknown)[] = [];
  readonly #onFailure: (error: unknown) => void;
  #closed: Promise<void> | undefined;

  constructor(onFailure: (error: unknown) => void) {
    this.#onFailure = onFailure;
  }

  add(close: () => unknown): void {
    this.#steps.push(close);
  }

  close(): Promise<void> {
    this.#closed ??= this.#closeAll();
    return this.#closed;
  }

  /** One that fails does not keep the others open. */
  async #closeAll(): Promise<void> {
    for (const close of this.#steps.toReversed()) {
      try {
        await close();
      } catch (error) {
        this.#onFailure(error);
      }
    }
  }
}

/** What happens while a load runs: one step after another, at even distances of what was accepted. */
export class Schedule {
  readonly #steps: (() => Promise<void>)[];
  readonly #distance: number;
  #counted = 0;
  #running: Promise<void> = Promise.resolve();

  constructor(expected: number, steps: readonly (() => Promise<void>)[]) {
    this.#steps = [...steps];
    this.#distance = Math.floor(expected / (steps.length + 1));
  }

  /** Something was accepted. A step begins when it is due and the one before it has ended. */
  count(): void {
    this.#counted += 1;
    if (this.#counted % this.#distance !== 0) return;
    const step = this.#steps.shift();
    if (step) this.#running = this.#running.then(step);
  }

  /** Resolves when every step was taken. @throws where one was never due, or failed */
  async done(): Promise<void> {
    await this.#running;
    if (this.#steps.length > 0) throw new Error(`${this.#steps.length} steps were never due.`);
  }
}

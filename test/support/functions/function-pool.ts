import type { Environment, Invocation } from "./environment.ts";

/**
 * The environments of one function: a new one is started where none is free, up to a limit, and the one that was used
 * last is used first, so that those below it stay frozen for long. One that died is replaced.
 */
export class FunctionPool {
  readonly #start: () => Promise<Environment>;
  readonly #free: Environment[] = [];
  readonly #made: Environment[] = [];
  readonly #waiting: (() => void)[] = [];
  #places: number;

  /** @param limit how many events are worked on at once; more of them wait */
  constructor(limit: number, start: () => Promise<Environment>) {
    this.#places = limit;
    this.#start = start;
  }

  /** Those that live, the longest first. */
  get environments(): readonly Environment[] {
    return this.#made.filter(({ isAlive }) => isAlive);
  }

  /** What all of them ever wrote. */
  said(): string {
    return this.#made.map((environment) => environment.said()).join("");
  }

  /** Starts so many at once, before anybody asks. */
  async warm(count: number): Promise<void> {
    const start = async (): Promise<unknown> => this.#free.push(await this.#another());
    await Promise.all(Array.from({ length: count }, start));
  }

  /** @throws FunctionError */
  async invoke<T = unknown>(event: unknown, invocation?: Invocation): Promise<T> {
    await this.#place();
    try {
      const environment = this.#nextFree() ?? (await this.#another());
      return await environment.invoke<T>(event, invocation).finally(() => this.#free.push(environment));
    } finally {
      this.#leave();
    }
  }

  async end(): Promise<void> {
    await Promise.all(this.#made.map((environment) => environment.end()));
  }

  async #another(): Promise<Environment> {
    const environment = await this.#start();
    this.#made.push(environment);
    return environment;
  }

  #nextFree(): Environment | undefined {
    for (;;) {
      const environment = this.#free.pop();
      if (environment?.isAlive !== false) return environment;
    }
  }

  async #place(): Promise<void> {
    if (this.#places > 0) this.#places -= 1;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  #leave(): void {
    const next = this.#waiting.shift();
    if (next) next();
    else this.#places += 1;
  }
}

import { ChatClientError } from "./errors.ts";

/** Gives a JWT that is valid now; called at each connect, and when a token has expired. */
export type TokenProvider = () => Promise<string> | string;

/** One token for HTTP and socket alike; callers that need one at the same time share one call of the provider. */
export class TokenSource {
  readonly #provide: TokenProvider;
  #current: Promise<string> | undefined;

  constructor(provide: TokenProvider) {
    this.#provide = provide;
  }

  /** @throws ChatClientError `no_token` when the provider fails; the next call asks it again. */
  current(): Promise<string> {
    return this.#current ?? this.fresh();
  }

  fresh(): Promise<string> {
    const asked = this.#ask().catch((cause: unknown) => {
      if (this.#current === asked) this.#current = undefined;
      throw new ChatClientError("no_token", cause);
    });
    this.#current = asked;
    return asked;
  }

  /** Another token than `used`: the current one when somebody has renewed it meanwhile. */
  async after(used: string): Promise<string> {
    const current = await this.current();
    return current === used ? this.fresh() : current;
  }

  forget(): void {
    this.#current = undefined;
  }

  async #ask(): Promise<string> {
    return this.#provide();
  }
}

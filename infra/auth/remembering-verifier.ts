import type { Identity } from "../../core/entities/user.ts";
import type { Clock } from "../../core/ports/clock.ts";
import type { TokenVerifier } from "../../core/ports/token-verifier.ts";

/** A key that is withdrawn stops counting after this many milliseconds. */
const keptMs = 60_000;
const maxKept = 10_000;

interface Kept {
  readonly identity: Identity;
  readonly until: number;
}

/** A caller sends the same token with every request, and checking its signature costs more than all the rest of a post. */
export class RememberingTokenVerifier implements TokenVerifier {
  readonly #verifier: TokenVerifier;
  readonly #clock: Clock;
  readonly #kept = new Map<string, Kept>();

  constructor(verifier: TokenVerifier, clock: Clock) {
    this.#verifier = verifier;
    this.#clock = clock;
  }

  /** A "no" is never kept. */
  async verify(token: string): Promise<Identity> {
    const kept = this.#kept.get(token);
    if (kept && this.#clock.now() < kept.until) return kept.identity;
    const identity = await this.#verifier.verify(token);
    if (this.#kept.size >= maxKept) this.#kept.clear();
    this.#kept.set(token, { identity, until: Math.min(this.#clock.now() + keptMs, identity.expiresAt) });
    return identity;
  }
}

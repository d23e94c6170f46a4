import type { Identity } from "../../entities/user.ts";
import { ChatError } from "../../errors.ts";
import type { Relay } from "../../relay/relay.ts";

/** A session lives by a fresh token from now on. */
export class RenewSession {
  readonly #relay: Relay;

  constructor(relay: Relay) {
    this.#relay = relay;
  }

  /** @throws ChatError `user_deactivated`, `token_revoked` when this gateway has heard of that; the session lives on by the token it had */
  execute(sessionId: string, identity: Identity): void {
    const code = this.#relay.tokens.renew(sessionId, identity);
    if (code) throw new ChatError(code);
  }
}

import type { UserRef } from "../entities/refs.ts";
import { userKey } from "../entities/refs.ts";
import type { TokenRefusal, TokenTerms } from "../entities/token-terms.ts";
import { tokenRefusalOf } from "../entities/token-terms.ts";
import type { Identity } from "../entities/user.ts";

export type EndSession = (code: TokenRefusal) => void;

interface LiveToken {
  identity: Identity;
  readonly end: EndSession;
}

interface LiveUser {
  /** As they were last heard of. */
  terms: TokenTerms;
  readonly sessions: Map<string, LiveToken>;
}

/** The token that each session of this gateway lives by: when it stops counting, the session ends. */
export class LiveTokens {
  readonly #users = new Map<string, LiveUser>();

  /** @param end called when the token does not count any more. It comes at most once. */
  hold(sessionId: string, identity: Identity, end: EndSession): void {
    const user = this.#users.get(userKey(identity)) ?? { terms: {}, sessions: new Map<string, LiveToken>() };
    this.#users.set(userKey(identity), user);
    user.sessions.set(sessionId, { identity, end });
  }

  /** The session lives by another token of its user from now on. @returns why not */
  renew(sessionId: string, identity: Identity): TokenRefusal | undefined {
    const user = this.#users.get(userKey(identity));
    const code = user && tokenRefusalOf(user.terms, identity);
    const session = user?.sessions.get(sessionId);
    if (session && !code) session.identity = identity;
    return code;
  }

  release(sessionId: string, user: UserRef): void {
    const live = this.#users.get(userKey(user));
    live?.sessions.delete(sessionId);
    if (live?.sessions.size === 0) this.#users.delete(userKey(user));
  }

  hear(user: UserRef, { isDeactivated, tokensFrom }: TokenTerms): void {
    const live = this.#users.get(userKey(user));
    if (!live) return;
    live.terms = { ...(isDeactivated && { isDeactivated }), ...(tokensFrom !== undefined && { tokensFrom }) };
    endRefused(live);
  }
}

const endRefused = ({ terms, sessions }: LiveUser): void => {
  for (const [sessionId, { identity, end }] of [...sessions]) {
    const code = tokenRefusalOf(terms, identity);
    if (!code) continue;
    sessions.delete(sessionId);
    end(code);
  }
};

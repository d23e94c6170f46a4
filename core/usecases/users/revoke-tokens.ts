import type { Actor } from "../../entities/actor.ts";
import type { UserRef } from "../../entities/refs.ts";
import { ChatError } from "../../errors.ts";
import type { Broadcaster } from "../../ports/broadcaster.ts";
import { announceMs } from "../../ports/broadcaster.ts";
import type { Clock } from "../../ports/clock.ts";
import { sleep } from "../../ports/clock.ts";
import type { UnitOfWork } from "../../ports/unit-of-work.ts";

export interface RevokeTokensInput {
  readonly actor: Actor;
  /** The actor's own, or another one's of the same tenant. */
  readonly userId: string;
  /** RFC 3339. What lies in the future counts as now, which is what absent means. */
  readonly before?: string;
}

export interface RevokedTokens {
  /** Tokens that were issued before do not count. RFC 3339. */
  readonly tokensFrom: string;
}

/** Tokens name whole seconds, so the second in which it happens is over before it is done. */
const secondMs = 1_000;

export class RevokeTokens {
  readonly #unitOfWork: UnitOfWork;
  readonly #broadcaster: Broadcaster;
  readonly #clock: Clock;

  constructor(unitOfWork: UnitOfWork, broadcaster: Broadcaster, clock: Clock) {
    this.#unitOfWork = unitOfWork;
    this.#broadcaster = broadcaster;
    this.#clock = clock;
  }

  /**
   * Every token that was signed before the call ends, and every one that is signed after its return counts: it takes a second
   * at most. What was revoked stays revoked. @throws ChatError `forbidden`
   */
  async execute({ actor, userId, before }: RevokeTokensInput): Promise<RevokedTokens> {
    if (userId !== actor.userId && !actor.isService) {
      throw new ChatError("forbidden", "Only a user's own tokens may be revoked.");
    }
    const user: UserRef = { tenantId: actor.tenantId, userId };
    const { terms, tokensFrom, inMs } = await this.#unitOfWork.run(async ({ users, audit }) => {
      await users.ensure(user.tenantId, [userId]);
      const revoked = await users.revoke(user, before);
      await audit.record([
        { actor, action: "user.tokens_revoked", target: userId, details: { tokensFrom: revoked.tokensFrom } },
      ]);
      return revoked;
    });
    await Promise.all([
      this.#broadcaster.publish([{ to: "tokens", user, terms }], announceMs),
      sleep(this.#clock, Math.min(Math.max(inMs, 0), secondMs)),
    ]);
    return { tokensFrom };
  }
}

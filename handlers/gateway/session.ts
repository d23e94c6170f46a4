import type { Bye } from "../../client/src/contract.ts";
import type { Actor } from "../../core/entities/actor.ts";
import type { LimitsOf } from "../../core/entities/limits.ts";
import type { TokenRefusal } from "../../core/entities/token-terms.ts";
import type { Identity } from "../../core/entities/user.ts";
import { ChatError } from "../../core/errors.ts";
import { refusalAck } from "../wire/refusal.ts";
import { answers } from "./answers.ts";
import { byeOf, tokenExpired, tooManySockets } from "./byes.ts";
import type { HeldSockets } from "./held-sockets.ts";
import { Pace } from "./pace.ts";
import type { GatewayUseCases } from "./use-cases.ts";

export interface GatewayDeps {
  readonly useCases: GatewayUseCases;
  readonly held: HeldSockets;
  readonly limitsOf: LimitsOf;
  /** Milliseconds since 1970. */
  now(): number;
  /** Runs once after `ms` milliseconds; returns what cancels it. */
  after(ms: number, run: () => void): () => void;
  onUnexpected(error: unknown): void;
}

/** The connection that a session lives on. */
export interface SessionConnection {
  readonly id: string;
  /** Of its client, where it can be told. */
  readonly address: string | undefined;
  end(bye: Bye): void;
}

/** Timers take 31 bits of milliseconds; a token may last longer. */
const longestTimer = 86_400_000;

/** One client's session: opened after its greeting, closed with its connection, never longer than its token. */
export class Session {
  readonly #deps: GatewayDeps;
  readonly #connection: SessionConnection;
  readonly #pace: Pace;
  #actor: Identity & Actor;
  #letGo: (() => void) | undefined;
  #cancelExpiry: () => void = () => undefined;
  #isClosed = false;

  constructor(deps: GatewayDeps, connection: SessionConnection, identity: Identity) {
    this.#deps = deps;
    this.#connection = connection;
    this.#actor = this.#placed(identity);
    this.#pace = new Pace(deps.limitsOf(identity.tenantId).rates["events-per-socket"], () => deps.now());
  }

  get sessionId(): string {
    return this.#connection.id;
  }

  /** Whose it is. */
  get actor(): Actor {
    return this.#actor;
  }

  async open(): Promise<void> {
    this.#letGo = this.#deps.held.hold({ user: this.#actor, address: this.#connection.address });
    if (!this.#letGo) {
      this.#connection.end(tooManySockets);
      return;
    }
    this.#watchExpiry();
    const end = (code: TokenRefusal): void => this.#connection.end(byeOf(new ChatError(code)));
    try {
      await this.#deps.useCases.openSession.execute(this.#connection.id, this.#actor, end);
    } catch (error) {
      if (!(error instanceof ChatError)) throw error;
      this.#connection.end(byeOf(error));
    }
  }

  close(): void {
    this.#isClosed = true;
    this.#cancelExpiry();
    if (!this.#letGo) return;
    this.#letGo();
    this.#deps.useCases.closeSession.execute(this.#connection.id, this.#actor);
  }

  async answer(event: string, payload: unknown): Promise<object> {
    try {
      this.#pace.step();
      const answer = Object.hasOwn(answers, event) ? answers[event as keyof typeof answers] : undefined;
      if (!answer) throw new ChatError("not_found", "There is no such event.");
      return { ok: true, ...(await answer(this.#deps.useCases, this, payload)) };
    } catch (error) {
      if (!(error instanceof ChatError)) this.#deps.onUnexpected(error);
      if (this.#pace.isFlood) this.#connection.end(byeOf(error));
      return refusalAck(error);
    }
  }

  /** A fresh token of the same user on a live connection. @throws ChatError `unauthenticated`, `token_revoked`, `user_deactivated` */
  renew(identity: Identity): void {
    const { tenantId, userId } = this.#actor;
    if (identity.tenantId !== tenantId || identity.userId !== userId) {
      throw new ChatError("unauthenticated", "The token is of another user; open a connection of its own for it.");
    }
    this.#deps.useCases.renewSession.execute(this.#connection.id, identity);
    this.#actor = this.#placed(identity);
    this.#watchExpiry();
  }

  /** With where it came from. */
  #placed(identity: Identity): Identity & Actor {
    const { address } = this.#connection;
    return { ...identity, ...(address !== undefined && { origin: { address } }) };
  }

  #watchExpiry(): void {
    this.#cancelExpiry();
    if (this.#isClosed) return;
    const left = this.#actor.expiresAt - this.#deps.now();
    this.#cancelExpiry = this.#deps.after(Math.max(0, Math.min(left, longestTimer)), () => {
      if (this.#actor.expiresAt <= this.#deps.now()) this.#connection.end(tokenExpired);
      else this.#watchExpiry();
    });
  }
}

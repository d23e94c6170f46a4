import type { UserRef } from "../../core/entities/refs.ts";
import { userKey } from "../../core/entities/refs.ts";
import type { TokenTerms } from "../../core/entities/token-terms.ts";
import type { Clock } from "../../core/ports/clock.ts";
import { within } from "../../core/ports/clock.ts";
import type { Telemetry } from "../../core/ports/telemetry.ts";
import type { TokenTermsSource } from "../../core/ports/token-terms-source.ts";
import type { UserStore } from "../../core/ports/user-store.ts";

/** From the question on, in milliseconds: what was decided before an answer is older than this has its effect within a second. */
const keptMs = 800;
/** Whoever was asked for since, and whose answer is this old, is asked about again when anybody is. */
const takenAlongMs = 400;
/** How long a request waits for the database, and how long nobody does after it has failed. */
const waitMs = 250;
const perQuery = 500;
const maxKept = 10_000;

interface Known {
  readonly user: UserRef;
  readonly terms: TokenTerms;
  readonly askedAt: number;
  wasUsed: boolean;
}

/** Many requests share one question, and there is one at a time: a process asks some twice a second, however many users it serves. */
export class RememberingTokenTerms implements TokenTermsSource {
  readonly #users: Pick<UserStore, "terms">;
  readonly #clock: Clock;
  readonly #telemetry: Pick<Telemetry, "setback">;
  readonly #known = new Map<string, Known>();
  readonly #wanted = new Map<string, UserRef>();
  #question: { readonly askedAt: number; readonly answered: Promise<void> } | undefined;
  #failedAt = -Infinity;

  constructor(users: Pick<UserStore, "terms">, clock: Clock, telemetry: Pick<Telemetry, "setback">) {
    this.#users = users;
    this.#clock = clock;
    this.#telemetry = telemetry;
  }

  async of(user: UserRef): Promise<TokenTerms> {
    const key = userKey(user);
    if (!this.#isFresh(key) && !this.#isAway) {
      this.#wanted.set(key, user);
      await within(this.#clock, waitMs, this.#askUntilKnown(key));
    }
    const known = this.#known.get(key);
    if (known) known.wasUsed = true;
    return known?.terms ?? {};
  }

  #isFresh(key: string): boolean {
    const known = this.#known.get(key);
    return known !== undefined && this.#clock.now() - known.askedAt < keptMs;
  }

  get #isAway(): boolean {
    const now = this.#clock.now();
    return now - this.#failedAt < waitMs || (this.#question !== undefined && now - this.#question.askedAt >= waitMs);
  }

  /** The question that is under way may be about others, and so may the next one. */
  async #askUntilKnown(key: string): Promise<void> {
    while (this.#wanted.has(key) && !this.#isAway) await this.#ask();
  }

  #ask(): Promise<void> {
    if (this.#question) return this.#question.answered;
    const askedAt = this.#clock.now();
    const users = this.#next(askedAt);
    const answered = this.#read(users, askedAt).finally(() => {
      this.#question = undefined;
    });
    this.#question = { askedAt, answered };
    return answered;
  }

  #next(now: number): readonly UserRef[] {
    const aging = [...this.#known.values()].filter((each) => each.wasUsed && now - each.askedAt >= takenAlongMs);
    const all = new Map([...this.#wanted, ...aging.map(({ user }) => [userKey(user), user] as const)]);
    return [...all.values()].slice(0, perQuery);
  }

  async #read(users: readonly UserRef[], askedAt: number): Promise<void> {
    try {
      const found = new Map((await this.#users.terms(users)).map(({ user, terms }) => [userKey(user), terms]));
      if (this.#known.size >= maxKept) this.#known.clear();
      for (const user of users) {
        const key = userKey(user);
        this.#known.set(key, { user, terms: found.get(key) ?? {}, askedAt, wasUsed: false });
        this.#wanted.delete(key);
      }
    } catch (error) {
      this.#failedAt = this.#clock.now();
      this.#telemetry.setback("asking which tokens count", error);
    }
  }
}

import { userKey } from "../../entities/refs.ts";
import { tokenRefusalOf } from "../../entities/token-terms.ts";
import type { Identity } from "../../entities/user.ts";
import { ChatError } from "../../errors.ts";
import type { Clock } from "../../ports/clock.ts";
import { within } from "../../ports/clock.ts";
import type { Telemetry } from "../../ports/telemetry.ts";
import type { TokenTermsSource } from "../../ports/token-terms-source.ts";
import type { TokenVerifier } from "../../ports/token-verifier.ts";
import type { UserStore } from "../../ports/user-store.ts";

/** With the database away a request is not held up: whoever is a member has a row already. */
const seeMs = 250;
const maxRemembered = 10_000;

/** Says who is asking, and makes users on first sight of their token. */
export class Authenticate {
  readonly #verifier: TokenVerifier;
  readonly #terms: TokenTermsSource;
  readonly #users: UserStore;
  readonly #clock: Clock;
  readonly #telemetry: Telemetry;
  /** User to what was last said of the profile. */
  readonly #seen = new Map<string, string>();

  constructor(verifier: TokenVerifier, terms: TokenTermsSource, users: UserStore, clock: Clock, telemetry: Telemetry) {
    this.#verifier = verifier;
    this.#terms = terms;
    this.#users = users;
    this.#clock = clock;
    this.#telemetry = telemetry;
  }

  /** @throws ChatError `unauthenticated`, `token_expired`, `token_revoked`, `user_deactivated`, `unavailable` */
  async execute(token: string): Promise<Identity> {
    const identity = await this.#verifier.verify(token);
    const code = tokenRefusalOf(await this.#terms.of(identity), identity);
    if (code) throw new ChatError(code);
    const profile = sayingOf(identity);
    if (this.#seen.get(userKey(identity)) !== profile) await this.#see(identity, profile);
    return identity;
  }

  async #see(identity: Identity, profile: string): Promise<void> {
    const seen = this.#users.see(identity, identity, identity.issuedAt).then(() => {
      if (this.#seen.size >= maxRemembered) this.#seen.clear();
      this.#seen.set(userKey(identity), profile);
    });
    await within(this.#clock, seeMs, seen).catch((error: unknown) => {
      this.#telemetry.setback("taking over a profile", error);
    });
  }
}

/** The same words of a later token may undo what was saved in between. */
const sayingOf = ({ name, picture, issuedAt }: Identity): string =>
  name === undefined && picture === undefined ? "" : JSON.stringify([name, picture, issuedAt]);

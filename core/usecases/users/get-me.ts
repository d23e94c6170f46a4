import type { Identity, Me } from "../../entities/user.ts";
import type { UserStore } from "../../ports/user-store.ts";

export class GetMe {
  readonly #users: UserStore;

  constructor(users: UserStore) {
    this.#users = users;
  }

  /** A user who is not stored yet, because that took too long, is who the token says. */
  async execute({ userId, tenantId, name, picture }: Identity): Promise<Me> {
    const stored = await this.#users.me({ userId, tenantId });
    const profile = { ...(name === undefined ? {} : { name }), ...(picture === undefined ? {} : { picture }) };
    return stored ?? { userId, tenantId, ...profile, version: 0 };
  }
}

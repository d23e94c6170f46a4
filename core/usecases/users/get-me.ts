import type { UserRef } from "../../entities/refs.ts";
import type { Me } from "../../entities/user.ts";
import { ChatError } from "../../errors.ts";
import type { UserStore } from "../../ports/user-store.ts";

export class GetMe {
  readonly #users: UserStore;

  constructor(users: UserStore) {
    this.#users = users;
  }

  /** @throws ChatError `user_not_found` */
  async execute(user: UserRef): Promise<Me> {
    const me = await this.#users.me(user);
    if (!me) throw new ChatError("user_not_found");
    return me;
  }
}

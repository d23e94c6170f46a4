import type { UserRef } from "../../entities/refs.ts";
import type { User } from "../../entities/user.ts";
import { ChatError } from "../../errors.ts";
import type { UserStore } from "../../ports/user-store.ts";

export interface GetUserInput {
  readonly reader: UserRef;
  readonly userId: string;
}

export class GetUser {
  readonly #users: UserStore;

  constructor(users: UserStore) {
    this.#users = users;
  }

  /** A user of the reader's tenant. @throws ChatError `user_not_found` */
  async execute({ reader, userId }: GetUserInput): Promise<User> {
    const [user] = await this.#users.find(reader.tenantId, [userId]);
    if (!user) throw new ChatError("user_not_found", "There is no such user.");
    return user;
  }
}

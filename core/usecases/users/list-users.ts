import type { UserRef } from "../../entities/refs.ts";
import type { UsersPage, UserStore } from "../../ports/user-store.ts";

export interface ListUsersInput {
  readonly reader: UserRef;
  /** What the id or a word of the name begins with, and goes on with. */
  readonly q?: string;
  /** 1 to 200. */
  readonly limit: number;
  readonly cursor?: string;
}

/** The users of the reader's tenant. */
export class ListUsers {
  readonly #users: UserStore;

  constructor(users: UserStore) {
    this.#users = users;
  }

  /** @throws ChatError `invalid_input` when the cursor is not one of ours */
  execute({ reader, q = "", limit, cursor }: ListUsersInput): Promise<UsersPage> {
    return this.#users.page(reader.tenantId, q, limit, cursor);
  }
}

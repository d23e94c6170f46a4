import type { UserRef } from "../../entities/refs.ts";
import type { User } from "../../entities/user.ts";
import type { UserStore } from "../../ports/user-store.ts";

export interface GetUsersInput {
  readonly reader: UserRef;
  /** 1 to 100. */
  readonly userIds: readonly string[];
}

/** Users of the reader's tenant; who does not exist is left out. */
export class GetUsers {
  readonly #users: UserStore;

  constructor(users: UserStore) {
    this.#users = users;
  }

  execute({ reader, userIds }: GetUsersInput): Promise<readonly User[]> {
    return this.#users.find(reader.tenantId, [...new Set(userIds)]);
  }
}

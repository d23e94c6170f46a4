import type { Handlers } from "./handler.ts";
import type { HttpUseCases } from "./use-cases.ts";

export const users = (use: Pick<HttpUseCases, "getUsers">): Handlers<"getUsers"> => ({
  async getUsers({ caller, query }) {
    return { status: 200, body: { users: await use.getUsers.execute({ reader: caller, userIds: query.user }) } };
  },
});

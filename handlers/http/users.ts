import type { Profile, User } from "../../core/entities/user.ts";
import type { Handlers } from "./handler.ts";
import type { HttpUseCases } from "./use-cases.ts";

const byId = (users: readonly User[]): Readonly<Record<string, Profile>> =>
  Object.fromEntries(users.map(({ userId, ...profile }) => [userId, profile]));

export const users = (
  use: Pick<HttpUseCases, "getUser" | "getUsers" | "listUsers" | "putUsers" | "changeUser" | "revokeTokens">,
): Handlers<"getUser" | "getUsers" | "putUsers" | "changeUser" | "revokeTokens"> => ({
  async getUser({ caller, params }) {
    return { status: 200, body: await use.getUser.execute({ reader: caller, ...params }) };
  },

  async getUsers({ caller, query: { user, ...query } }) {
    if (user) {
      return { status: 200, body: { users: byId(await use.getUsers.execute({ reader: caller, userIds: user })) } };
    }
    const { users: found, ...page } = await use.listUsers.execute({ reader: caller, ...query });
    return { status: 200, body: { userIds: found.map(({ userId }) => userId), users: byId(found), ...page } };
  },

  async putUsers({ caller, body }) {
    return { status: 200, body: { users: byId(await use.putUsers.execute({ actor: caller, ...body })) } };
  },

  async changeUser({ caller, params, body }) {
    const {
      tenantId: _,
      version: __,
      privacy: ___,
      ...user
    } = await use.changeUser.execute({ actor: caller, ...params, change: body });
    return { status: 200, body: user };
  },

  async revokeTokens({ caller, params, body }) {
    return { status: 200, body: await use.revokeTokens.execute({ actor: caller, ...params, ...body }) };
  },
});

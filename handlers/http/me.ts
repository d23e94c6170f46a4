import type { Handlers } from "./handler.ts";
import type { HttpUseCases } from "./use-cases.ts";

export const me = (
  use: Pick<HttpUseCases, "getMe" | "changeUser" | "revokeTokens" | "readMyChanges">,
): Handlers<"getMe" | "changeMe" | "revokeMyTokens" | "readMyChanges"> => ({
  async getMe({ caller }) {
    return { status: 200, body: await use.getMe.execute(caller) };
  },

  async changeMe({ caller, body }) {
    const { userId } = caller;
    return { status: 200, body: await use.changeUser.execute({ actor: caller, userId, change: body }) };
  },

  async revokeMyTokens({ caller, body }) {
    const { userId } = caller;
    return { status: 200, body: await use.revokeTokens.execute({ actor: caller, userId, ...body }) };
  },

  async readMyChanges({ caller, query }) {
    return { status: 200, body: await use.readMyChanges.execute({ user: caller, ...query }) };
  },
});

import type { Handlers } from "./handler.ts";
import type { HttpUseCases } from "./use-cases.ts";

export const me = (use: Pick<HttpUseCases, "getMe" | "readMyChanges">): Handlers<"getMe" | "readMyChanges"> => ({
  async getMe({ caller }) {
    return { status: 200, body: await use.getMe.execute(caller) };
  },

  async readMyChanges({ caller, query }) {
    return { status: 200, body: await use.readMyChanges.execute({ user: caller, ...query }) };
  },
});

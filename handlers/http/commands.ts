import type { Handlers } from "./handler.ts";
import type { HttpUseCases } from "./use-cases.ts";

export const commands = (use: Pick<HttpUseCases, "getCommand">): Handlers<"getCommand"> => ({
  async getCommand({ caller, params, query }) {
    return { status: 200, body: await use.getCommand.execute({ author: caller, ...params, ...query }) };
  },
});

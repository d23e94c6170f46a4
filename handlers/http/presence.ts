import type { Handlers } from "./handler.ts";
import type { HttpUseCases } from "./use-cases.ts";

type Needed = Pick<HttpUseCases, "getPresence" | "getOnline">;

export const presence = (use: Needed): Handlers<keyof Needed> => ({
  async getPresence({ caller, query }) {
    return { status: 200, body: { presences: await use.getPresence.execute({ viewer: caller, userIds: query.user }) } };
  },

  async getOnline({ caller, params }) {
    return { status: 200, body: await use.getOnline.execute({ viewer: caller, ...params }) };
  },
});

import type { Handlers } from "./handler.ts";
import type { HttpUseCases } from "./use-cases.ts";

type Needed = Pick<HttpUseCases, "muteMember" | "banUser" | "liftBan" | "listBans">;
type Served = "muteMember" | "unmuteMember" | "listBans" | "banUser" | "liftBan";

export const moderation = (use: Needed): Handlers<Served> => ({
  async muteMember({ caller, params, body }) {
    return { status: 200, body: await use.muteMember.execute({ actor: caller, ...params, ...body }) };
  },

  async unmuteMember({ caller, params }) {
    return { status: 200, body: await use.muteMember.execute({ actor: caller, ...params, seconds: null }) };
  },

  async listBans({ caller, params, query }) {
    return { status: 200, body: await use.listBans.execute({ reader: caller, ...params, ...query }) };
  },

  async banUser({ caller, params, body }) {
    return { status: 200, body: await use.banUser.execute({ actor: caller, ...params, ...body }) };
  },

  async liftBan({ caller, params }) {
    await use.liftBan.execute({ actor: caller, ...params });
    return { status: 204 };
  },
});

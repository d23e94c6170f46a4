import type { Handlers } from "./handler.ts";
import type { HttpUseCases } from "./use-cases.ts";

type Needed = Pick<HttpUseCases, "blockUser" | "unblockUser" | "listBlocks">;

export const blocks = (use: Needed): Handlers<keyof Needed> => ({
  async blockUser({ caller, params }) {
    return { status: 200, body: await use.blockUser.execute({ actor: caller, ...params }) };
  },

  async unblockUser({ caller, params }) {
    await use.unblockUser.execute({ actor: caller, ...params });
    return { status: 204 };
  },

  async listBlocks({ caller, query }) {
    return { status: 200, body: await use.listBlocks.execute({ reader: caller, ...query }) };
  },
});

import { ChatError } from "../../core/errors.ts";
import type { Handlers } from "./handler.ts";
import type { HttpUseCases } from "./use-cases.ts";

type Needed = Pick<HttpUseCases, "listMembers" | "addMembers" | "changeRole" | "removeMember">;

type Served = "listMembers" | "addMembers" | "putMember" | "changeMember" | "removeMember";

export const members = (use: Needed): Handlers<Served> => ({
  async listMembers({ caller, params, query }) {
    return { status: 200, body: await use.listMembers.execute({ reader: caller, ...params, ...query }) };
  },

  async addMembers({ caller, params, body }) {
    return { status: 200, body: await use.addMembers.execute({ actor: caller, ...params, ...body }) };
  },

  async putMember({ caller, params: { roomId, userId } }) {
    const { members: added } = await use.addMembers.execute({ actor: caller, roomId, userIds: [userId] });
    const [member] = added;
    // Removed again before the answer was read.
    if (!member) throw new ChatError("user_not_found");
    return { status: 200, body: member };
  },

  async changeMember({ caller, params, body }) {
    return { status: 200, body: await use.changeRole.execute({ actor: caller, ...params, ...body }) };
  },

  async removeMember({ caller, params, query }) {
    await use.removeMember.execute({ actor: caller, ...params, ...query });
    return { status: 204 };
  },
});

import type { Handlers } from "./handler.ts";
import type { HttpUseCases } from "./use-cases.ts";

type Needed = Pick<HttpUseCases, "inviteUser" | "endInvitation" | "listInvitations">;
type Served = "listMyInvitations" | "listInvitations" | "inviteUser" | "endInvitation";

export const invitations = (use: Needed): Handlers<Served> => ({
  async listMyInvitations({ caller, query }) {
    return { status: 200, body: await use.listInvitations.execute({ reader: caller, ...query }) };
  },

  async listInvitations({ caller, params, query }) {
    return { status: 200, body: await use.listInvitations.execute({ reader: caller, ...params, ...query }) };
  },

  async inviteUser({ caller, params, body }) {
    return { status: 200, body: await use.inviteUser.execute({ actor: caller, ...params, ...body }) };
  },

  async endInvitation({ caller, params }) {
    await use.endInvitation.execute({ actor: caller, ...params });
    return { status: 204 };
  },
});

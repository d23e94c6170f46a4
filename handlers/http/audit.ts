import type { Handlers } from "./handler.ts";
import type { HttpUseCases } from "./use-cases.ts";

export const audit = (use: Pick<HttpUseCases, "listAudit">): Handlers<"listAudit" | "listTenantAudit"> => ({
  async listAudit({ caller, params, query }) {
    return { status: 200, body: await use.listAudit.execute({ reader: caller, ...params, ...query }) };
  },

  async listTenantAudit({ caller, query }) {
    return { status: 200, body: await use.listAudit.execute({ reader: caller, ...query }) };
  },
});

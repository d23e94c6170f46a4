import type { Handlers } from "./handler.ts";
import type { HttpUseCases } from "./use-cases.ts";

type Needed = Pick<HttpUseCases, "reportMessage" | "listReports" | "reviewReport">;
type Served = "reportMessage" | "listReports" | "listAllReports" | "reviewReport";

export const reports = (use: Needed): Handlers<Served> => ({
  async reportMessage({ caller, params, body }) {
    return { status: 200, body: await use.reportMessage.execute({ actor: caller, ...params, ...body }) };
  },

  async listReports({ caller, params, query }) {
    return { status: 200, body: await use.listReports.execute({ reader: caller, ...params, ...query }) };
  },

  async listAllReports({ caller, query }) {
    return { status: 200, body: await use.listReports.execute({ reader: caller, ...query }) };
  },

  async reviewReport({ caller, params, body }) {
    return { status: 200, body: await use.reviewReport.execute({ actor: caller, ...params, ...body }) };
  },
});

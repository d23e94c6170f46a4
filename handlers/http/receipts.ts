import type { Handlers } from "./handler.ts";
import type { HttpUseCases } from "./use-cases.ts";

type Needed = Pick<HttpUseCases, "sendReceipt" | "listReceipts" | "listMessageReceipts" | "getUnread">;
type Served = "putReceipts" | "listReceipts" | "listMessageReceipts" | "getUnread";

export const receipts = (use: Needed): Handlers<Served> => ({
  async putReceipts({ caller, params, body }) {
    await use.sendReceipt.execute({ member: caller, receipt: { ...params, ...body } });
    return { status: 202 };
  },

  async listReceipts({ caller, params, query }) {
    return { status: 200, body: await use.listReceipts.execute({ reader: caller, ...params, ...query }) };
  },

  async listMessageReceipts({ caller, params, query }) {
    return { status: 200, body: await use.listMessageReceipts.execute({ reader: caller, ...params, ...query }) };
  },

  async getUnread({ caller }) {
    return { status: 200, body: await use.getUnread.execute(caller) };
  },
});

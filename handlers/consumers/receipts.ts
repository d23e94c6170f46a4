import type { Outcome } from "../../core/entities/command.ts";
import type { Receipt } from "../../core/entities/receipt.ts";
import type { ApplyReceipts } from "../../core/usecases/receipts/apply-receipts.ts";

/** What the receipts' queue hands out, and what becomes of it. */
export const receiptsConsumer =
  (apply: Pick<ApplyReceipts, "execute">) =>
  (receipts: readonly Receipt[]): Promise<Outcome> =>
    apply.execute(receipts);

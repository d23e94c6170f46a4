import type { Receipt } from "../../core/entities/receipt.ts";
import { mergeLots } from "../../core/entities/receipt.ts";

/** As one lot is merged. */
export const merged = (receipts: readonly Receipt[]): readonly Receipt[] =>
  mergeLots([{ receipts }], Infinity).receipts;

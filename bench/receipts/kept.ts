import { setTimeout as pause } from "node:timers/promises";
import type { Deployment } from "../recovery/deployment.ts";

/** PostgreSQL counts what a session wrote when it has been idle for a second or so. */
const settleMs = 3_000;

/** Rows of watermarks that were inserted or updated. */
export const settledWrites = async (deployment: Deployment): Promise<number> => {
  await pause(settleMs);
  return Number(
    await deployment.ask("select n_tup_ins + n_tup_upd from pg_stat_user_tables where relname = 'watermarks'"),
  );
};

/** Batches of receipts that the consumers have applied. */
export const batchesOf = async ({ places }: Deployment): Promise<number> => {
  const counts = await Promise.all(places.consumer.map((place) => place.figure("chat_receipt_batch_size_count")));
  return counts.reduce((sum, count) => sum + count, 0);
};

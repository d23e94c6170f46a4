import { z } from "zod";
import type { Receipt } from "../../core/entities/receipt.ts";
import { receiptsAtOnce } from "../../core/ports/receipt-bus.ts";
import type { Unread } from "./message-codec.ts";
import { read, room, userId } from "./message-codec.ts";

/** A consumer leaves newer ones to consumers that know them. */
const version = 1;

const count = z.int().min(0);

const receipt = z
  .strictObject({ room, userId, delivered: count, read: count, userVersion: count })
  .refine(({ delivered, read }) => read <= delivered) satisfies z.ZodType<Receipt>;

const envelope = z.strictObject({
  v: z.literal(version),
  receipts: z.array(receipt).min(1).max(receiptsAtOnce),
});

const format = { what: "lot of receipts", newest: version, envelope };

export type DecodedReceipts = { readonly receipts: readonly Receipt[] } | Unread;

export const encodeReceipts = (receipts: readonly Receipt[]): Buffer =>
  Buffer.from(JSON.stringify({ v: version, receipts }));

/** Never throws, whatever the bytes are. */
export const decodeReceipts = (body: Buffer): DecodedReceipts => {
  const message = read(body, format);
  return "read" in message ? { receipts: message.read.receipts } : message;
};

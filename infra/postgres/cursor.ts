import { ChatError } from "../../core/errors.ts";

/** Where a list goes on, as text that means nothing to its bearer. */
export const writeCursor = (parts: readonly string[]): string =>
  Buffer.from(JSON.stringify(parts)).toString("base64url");

/** What a part of a cursor looks like: a pattern, or something stricter. */
export interface Part {
  test(text: string): boolean;
}

/** A user's id. */
export const userIdPart: Part = /^\P{Cc}{1,128}$/u;

/** A room's id. */
export const roomIdPart: Part = /^[A-Za-z0-9_-]{1,64}$/;

/** Of rows that were asked for one more than `limit`: the first ones, and where the list goes on, if it does. */
export const cutPage = <Row>(
  rows: readonly Row[],
  limit: number,
  placeOf: (row: Row) => readonly string[],
): { readonly rows: readonly Row[]; readonly more: { readonly cursor?: string } } => {
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return { rows: page, more: rows.length > limit && last ? { cursor: writeCursor(placeOf(last)) } : {} };
};

/** @throws ChatError `invalid_input` naming `cursor` */
export const readCursor = (cursor: string, pattern: readonly Part[]): readonly string[] => {
  const parts = decode(cursor);
  const fits = parts?.length === pattern.length && pattern.every((part, index) => part.test(parts[index] ?? ""));
  if (parts && fits) return parts;
  const message = "This cursor was not made by this list.";
  throw new ChatError("invalid_input", message, { errors: [{ path: "cursor", code: "bad_format", message }] });
};

const decode = (cursor: string): string[] | undefined => {
  try {
    const parts: unknown = JSON.parse(Buffer.from(cursor, "base64url").toString());
    return Array.isArray(parts) && parts.every((part) => typeof part === "string") ? parts : undefined;
  } catch {
    return undefined;
  }
};

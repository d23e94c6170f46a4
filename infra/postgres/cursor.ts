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

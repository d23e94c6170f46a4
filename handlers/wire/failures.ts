import { ChatError } from "../../core/errors.ts";

const counted: ReadonlySet<string> = new Set([
  "unauthenticated",
  "invalid_input",
  "unknown_field",
  "malformed_json",
  "unsupported_media_type",
]);

/** Whether it counts against the address that it came from. A token that has expired was a good one once. */
export const isFailure = (error: unknown): boolean => error instanceof ChatError && counted.has(error.code);

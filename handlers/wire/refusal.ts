import type { AckRefusal } from "../../client/src/contract.ts";
import { ChatError, StorageFailure } from "../../core/errors.ts";

/** A database that restarts is back within seconds. */
const retryAfterMs = 1_000;

/**
 * What a caller is told of an error, over any transport: values that can never be stored are bad input, and storage
 * that is away is worth another try. The text of what nobody expected stays in the process.
 */
export const refusalOf = (error: unknown): ChatError => {
  if (error instanceof ChatError) return error;
  if (!(error instanceof StorageFailure)) return new ChatError("internal", undefined, { cause: error });
  if (error.kind === "data") return new ChatError("invalid_input", undefined, { cause: error });
  return new ChatError("unavailable", undefined, { cause: error, retryAfterMs });
};

export const refusalAck = (error: unknown): AckRefusal => {
  const { code, message, errors, retryAfterMs } = refusalOf(error);
  return {
    ok: false,
    code,
    message,
    ...(errors && { errors }),
    ...(retryAfterMs !== undefined && { retryAfterMs }),
  };
};

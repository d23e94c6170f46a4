import type { z } from "zod";

import { ChatError } from "../../core/errors.ts";
import { fieldErrors } from "./field-errors.ts";
import { shapeErrors } from "./shape.ts";

/**
 * @returns what the schema makes of the value.
 * @throws ChatError `unknown_field` when a field does not exist, else `invalid_input`; `errors` has an entry for
 * each wrong field, at most 50, and never quotes a value.
 */
export const parse = <S extends z.ZodType>(schema: S, value: unknown): z.output<S> => {
  const misshapen = shapeErrors(value);
  if (misshapen.length > 0) throw refuse(misshapen);
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw refuse(fieldErrors(result.error.issues, value));
};

type FieldErrors = NonNullable<ChatError["errors"]>;

/** A misspelt field is often a missing one as well; its own name says more. */
const refuse = (errors: FieldErrors): ChatError => {
  const unknown = errors.find(({ code }) => code === "unknown_field");
  const first = unknown ?? errors[0];
  const detail = first && `${first.path || "The input"}: ${first.message}`;
  return new ChatError(unknown ? "unknown_field" : "invalid_input", detail, { errors });
};

/** What node-postgres sends as it is. */
type Encoded = string | null;

const needsEscape = /["\\]/;
const escaped = /["\\]/g;

const element = (value: unknown): string => {
  if (value === null || value === undefined) return "NULL";
  if (typeof value === "string") {
    return needsEscape.test(value) ? `"${value.replace(escaped, "\\$&")}"` : `"${value}"`;
  }
  return scalar(value);
};

const scalar = (value: unknown): string => {
  if (typeof value === "string") return value;
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  throw new TypeError(`A statement takes texts, numbers, booleans and lists of them, and was given a ${typeof value}.`);
};

/**
 * Values as PostgreSQL reads them. What cannot be sent is refused here, before anything of its statement is sent: a
 * statement that failed on this side only would be missing in a transaction that goes on without it.
 */
export const encoded = (params: readonly unknown[]): Encoded[] =>
  params.map((value) => {
    if (value === null || value === undefined) return null;
    return Array.isArray(value) ? `{${value.map(element).join(",")}}` : scalar(value);
  });

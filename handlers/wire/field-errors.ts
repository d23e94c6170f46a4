import type { z } from "zod";

import type { FieldError } from "../../core/errors.ts";

type Issue = z.core.$ZodIssue;

const maxErrors = 50;
/** A path may hold keys that the caller chose. */
const maxPathLength = 200;

const pathOf = (path: readonly PropertyKey[]): string =>
  path.map(String).join(".").slice(0, maxPathLength).toWellFormed();

/** What zod's own codes do not tell apart: a field of the wrong type, and one that is not there. */
const isMissing = (path: readonly PropertyKey[], value: unknown): boolean => {
  const found = path.reduce<unknown>(
    (inside, key) =>
      typeof inside === "object" && inside !== null && Object.hasOwn(inside, key)
        ? Reflect.get(inside, key)
        : undefined,
    value,
  );
  return found === undefined;
};

const unitOf = (origin: string): string => (origin === "array" ? "items" : "UTF-16 code units");

const isLength = (origin: string): boolean => origin === "string" || origin === "array";

const expectations: Readonly<Record<string, string>> = {
  object: "an object",
  record: "an object",
  array: "an array",
  int: "a whole number",
};

const describe = (issue: Issue): readonly [code: string, message: string] => {
  switch (issue.code) {
    case "invalid_type":
      return ["wrong_type", `Must be ${expectations[issue.expected] ?? `a ${issue.expected}`}.`];
    case "too_big":
      return isLength(issue.origin)
        ? ["too_long", `Must have at most ${String(issue.maximum)} ${unitOf(issue.origin)}.`]
        : ["out_of_range", `Must be at most ${String(issue.maximum)}.`];
    case "too_small":
      if (isLength(issue.origin) && issue.minimum === 1) return ["too_short", "Must not be empty."];
      return isLength(issue.origin)
        ? ["too_short", `Must have at least ${String(issue.minimum)} ${unitOf(issue.origin)}.`]
        : ["out_of_range", `Must be at least ${String(issue.minimum)}.`];
    case "invalid_value":
      return ["not_one_of", `Must be one of: ${issue.values.map(String).join(", ")}.`];
    case "custom":
      return [String(issue.params?.code ?? "bad_format"), issue.message];
    case "invalid_format":
      return ["bad_format", issue.message];
    case "invalid_key":
    case "invalid_element":
      return ["bad_format", issue.issues[0]?.message ?? "Is not a key of this object."];
    case "invalid_union":
    case "not_multiple_of":
    case "unrecognized_keys":
      return ["bad_format", "Is not as documented."];
  }
};

const errorsOf = (issue: Issue, value: unknown): FieldError[] => {
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => ({
      path: pathOf([...issue.path, key]),
      code: "unknown_field",
      message: "This request has no such field.",
    }));
  }
  const path = pathOf(issue.path);
  if (isMissing(issue.path, value)) return [{ path, code: "required", message: "Is required." }];
  const [code, message] = describe(issue);
  return [{ path, code, message }];
};

/** Codes are promises to clients, so zod's own do not leave; nor does any value that a caller sent. */
export const fieldErrors = (issues: readonly Issue[], value: unknown): readonly FieldError[] =>
  issues.flatMap((issue) => errorsOf(issue, value)).slice(0, maxErrors);

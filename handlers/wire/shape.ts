import { LIMITS } from "../../client/src/contract.ts";
import type { FieldError } from "../../core/errors.ts";
import { reservedKey } from "./values.ts";

interface Place {
  readonly path: string;
  readonly value: object;
}

const isContainer = (value: unknown): value is object =>
  typeof value === "object" && value !== null && !ArrayBuffer.isView(value);

const insideOf = ({ path, value }: Place): Place[] =>
  Object.entries(value).flatMap(([key, inside]: [string, unknown]) =>
    isContainer(inside) ? [{ path: path ? `${path}.${key}` : key, value: inside }] : [],
  );

const tooDeep: FieldError = {
  path: "",
  code: "too_deep",
  message: `Must not be nested deeper than ${LIMITS.nesting} levels.`,
};

const unknownKey = ({ path }: Place): FieldError => ({
  path: path ? `${path}.${reservedKey}` : reservedKey,
  code: "unknown_field",
  message: "This request has no such field.",
});

/**
 * What no schema may see: nesting that would break whatever recurses over it, and keys that would reach a prototype.
 * It goes level by level and stops at the deepest one allowed, so it neither recurses nor follows a cycle for ever.
 */
export const shapeErrors = (value: unknown): readonly FieldError[] => {
  let level: Place[] = isContainer(value) ? [{ path: "", value }] : [];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth === LIMITS.nesting) return [tooDeep];
    const reaching = level.find((place) => Object.hasOwn(place.value, reservedKey));
    if (reaching) return [unknownKey(reaching)];
    level = level.flatMap(insideOf);
  }
  return [];
};

import { expect, it } from "@jest/globals";
import { encoded } from "./params.ts";

it.each([
  ["a text", "a", "a"],
  ["a number", 42, "42"],
  ["a boolean", true, "true"],
  ["nothing", null, null],
  ["a list of texts", ["a", "b c"], '{"a","b c"}'],
  ["a list of numbers", [1, 2], "{1,2}"],
  ["a list with nothing in it", [null, "null"], '{NULL,"null"}'],
  ["an empty list", [], "{}"],
  ["what a list must escape", ['say "no"', "back\\slash", "{,}"], '{"say \\"no\\"","back\\\\slash","{,}"}'],
])("sends %s", (_what, value, expected) => {
  expect(encoded([value])).toEqual([expected]);
});

it.each([[{ a: 1 }], [[{ a: 1 }]], [[["nested"]]], [Symbol("x")]])("refuses %p before anything is sent", (value) => {
  expect(() => encoded([value])).toThrow(TypeError);
});

import { expect, it } from "@jest/globals";
import fc from "fast-check";
import { readCursor, writeCursor } from "./cursor.ts";

const anything = { test: () => true };

it("brings back what was written, as text for a URL", () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: "grapheme" })), (parts) => {
      const cursor = writeCursor(parts);
      expect(cursor).toMatch(/^[A-Za-z0-9_-]*$/);
      expect(
        readCursor(
          cursor,
          parts.map(() => anything),
        ),
      ).toEqual(parts);
    }),
  );
});

it("refuses every text that this list did not write", () => {
  const refusal = expect.objectContaining({
    code: "invalid_input",
    errors: [{ path: "cursor", code: "bad_format", message: expect.any(String) }],
  });
  const read = (cursor: string, pattern = [/^a$/]) => {
    try {
      return readCursor(cursor, pattern);
    } catch (error) {
      return error;
    }
  };
  expect(read(writeCursor(["a"]))).toEqual(["a"]);
  for (const parts of [[], ["b"], ["a", "a"]]) expect(read(writeCursor(parts))).toEqual(refusal);
  for (const json of ["", "{}", "null", '"a"', "[1]", '[["a"]]']) {
    expect(read(Buffer.from(json).toString("base64url"))).toEqual(refusal);
  }
  fc.assert(fc.property(fc.string(), (text) => expect(read(text)).toEqual(refusal)));
});

import { describe, expect, it } from "@jest/globals";

import type { ErrorCode } from "../../core/errors.ts";
import { catalogue, ChatError, StorageFailure } from "../../core/errors.ts";
import { advice } from "./pages/advice.ts";
import { isRefusal, problemOf, statusOf } from "./problem.ts";

const codes = Object.keys(catalogue) as ErrorCode[];

describe("a problem", () => {
  it.each(codes)("has a status and advice for %s", (code) => {
    expect(statusOf(code)).toBeGreaterThanOrEqual(400);
    expect(advice[code].length).toBeGreaterThan(10);
  });

  it("is in the 5xx only where no caller is to blame", () => {
    expect(codes.filter((code) => statusOf(code) >= 500)).toEqual(["unavailable", "internal"]);
  });

  it("carries what is wrong with each field", () => {
    const errors = [{ path: "text", code: "required", message: "Is required." }];
    expect(problemOf(new ChatError("invalid_input", "text: Is required.", { errors }), "r1")).toEqual({
      type: "/docs/errors#invalid_input",
      title: catalogue.invalid_input.title,
      status: 400,
      code: "invalid_input",
      detail: "text: Is required.",
      errors,
      requestId: "r1",
    });
  });
});

describe("an error of the framework", () => {
  it.each([
    [413, "too_large"],
    [415, "unsupported_media_type"],
    [404, "not_found"],
    [400, "invalid_input"],
  ])("with status %s is %s", (status, code) => {
    const error = Object.assign(new Error("x"), { status, expose: true });
    expect(isRefusal(error)).toBe(true);
    expect(problemOf(error, "r1")).toMatchObject({ status, code });
  });

  it.each([
    Object.assign(new Error("x"), { status: 404 }),
    Object.assign(new Error("x"), { status: 500, expose: false }),
    "x",
  ])("with a status by chance is unexpected: %s", (error) => {
    expect(isRefusal(error)).toBe(false);
    expect(problemOf(error, "r1")).toMatchObject({ status: 500, code: "internal" });
  });
});

describe("storage that fails", () => {
  it.each([
    ["unavailable", 503, "unavailable"],
    ["broken", 503, "unavailable"],
    ["data", 400, "invalid_input"],
  ] as const)("as %s is told without the database's words, and to the operator", (kind, status, code) => {
    const error = new StorageFailure(kind, "57P01: terminating connection", undefined);
    expect(problemOf(error, "r1")).toMatchObject({ status, code, detail: catalogue[code].title });
    expect(isRefusal(error)).toBe(false);
  });
});

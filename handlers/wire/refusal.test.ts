import { describe, expect, it } from "@jest/globals";

import { catalogue, ChatError } from "../../core/errors.ts";
import { refusalAck } from "./refusal.ts";

describe("the ack of a refusal", () => {
  it("carries the code and its details", () => {
    const errors = [{ path: "text", code: "required", message: "Is required." }];
    expect(refusalAck(new ChatError("invalid_input", "text: Is required.", { errors, retryAfterMs: 5 }))).toEqual({
      ok: false,
      code: "invalid_input",
      message: "text: Is required.",
      errors,
      retryAfterMs: 5,
    });
  });

  it.each([new Error("the password is hunter2"), "hunter2", undefined])("tells nothing of %s", (error) => {
    expect(refusalAck(error)).toEqual({ ok: false, code: "internal", message: catalogue.internal.title });
  });
});

import { expect } from "@jest/globals";

import type { Answer } from "./http.ts";
import type { AnyBody } from "./user.ts";

/** Codes are promises: none of them is ever renamed. */
const refusals: Readonly<Record<string, number>> = {
  invalid_input: 400,
  malformed_json: 400,
  unknown_field: 400,
  not_found: 404,
  room_not_found: 404,
  message_not_found: 404,
  user_not_found: 404,
  method_not_allowed: 405,
  too_large: 413,
  unsupported_media_type: 415,
};

/** A refusal needs no time of its own; this leaves room for the load that the tests themselves make. */
const hangMs = 2_500;

/** A refusal of what was sent: a documented code with its status, as a problem document. */
export const expectRefusal = ({ status, headers, body, ms }: Answer<AnyBody>, code = body.code): void => {
  expect([status, body.code]).toEqual([refusals[code ?? ""], code]);
  expect(headers.get("content-type")).toMatch(/^application\/problem\+json/);
  expect(headers.get("x-request-id")).toBe(body.requestId);
  expect(ms).toBeLessThan(hangMs);
};

export const expectAckRefusal = (ack: object): void => {
  expect(ack).toMatchObject({ ok: false, code: expect.any(String), message: expect.any(String) });
  expect(Object.keys(refusals)).toContain((ack as { code: string }).code);
};

export const nested = (depth: number): string => "[".repeat(depth) + "]".repeat(depth);

/** Texts that are kept to the last code unit. */
export const keptTexts: readonly (readonly [string, string])[] = [
  ["right to left", "\u0645\u0631\u062d\u0628\u0627 \u202eabc\u202c"],
  ["of zero width", "a\u200b\u200c\u200d\u2060b"],
  ["with a hundred combining marks", `e${"\u0301".repeat(100)}`],
  ["with a byte order mark in front", "\ufeffhello"],
  ["with byte order marks everywhere", "\ufeff\ufeffa\ufeffb\ufeff"],
  ["of a byte order mark alone", "\ufeff"],
  ["of emoji", "\u{1f468}\u200d\u{1f469}\u200d\u{1f467}\u{1f3fd}\u{1f1e9}\u{1f1ea}"],
  ["of white space alone", " \t\n\r\u00a0\u2028\u3000 "],
  ["with line ends of every kind", "a\r\nb\nc\rd\u2028e\u2029f\u0085g"],
  ["with control characters", "\u0001\u0008\u001b[31m\u007f\u009f"],
  ["of non-characters", "\ufffe\uffff\u{1fffe}\u{10ffff}"],
  ["of U+FFFD itself", "\ufffd"],
  ["that is not normalised", "e\u0301 \u00e9 \u212b"],
  ["like a program", `<script>alert("1")</script>'; drop table messages; --\\x00\\u0000$1{{}}%s`],
  ["like JSON", '{"text":"x","__proto__":{"a":1}}'],
  ["of 8,192 units", "x".repeat(8_192)],
  ["of 8,192 units in 24 KB", "\u20ac".repeat(8_192)],
  ["of 4,096 emoji, two units each", "\u{1f418}".repeat(4_096)],
];

/** Mentions that are none, with the wrong part of each. */
export const refusedMentions: readonly (readonly [string, unknown, string, string])[] = [
  ["of 51 users", Array.from({ length: 51 }, (_, index) => `u${index}`), "mentions", "too_long"],
  ["of one alone", "bob", "mentions", "wrong_type"],
  ["that are null", null, "mentions", "wrong_type"],
  ["by id", { bob: true }, "mentions", "wrong_type"],
  ["of a number", ["bob", 7], "mentions.1", "wrong_type"],
  ["of nobody", ["bob", null], "mentions.1", "wrong_type"],
  ["of a list", [["bob"]], "mentions.0", "wrong_type"],
  ["of an empty id", ["bob", ""], "mentions.1", "too_short"],
  ["of an id of 129 units", ["x".repeat(129)], "mentions.0", "too_long"],
  ["of an id with U+0000", ["a\u0000b"], "mentions.0", "bad_format"],
  ["of half a pair", ["\ud800"], "mentions.0", "not_well_formed"],
  ["of __proto__", ["__proto__"], "mentions.0", "bad_format"],
];

export const refusedTexts: readonly (readonly [string, unknown, string])[] = [
  ["with U+0000", "a\u0000b", "not_well_formed"],
  ["with the first half of a pair", "a\ud83d", "not_well_formed"],
  ["with the second half of a pair", "\udc18a", "not_well_formed"],
  ["with the halves turned round", "\udc18\ud83d", "not_well_formed"],
  ["that is empty", "", "too_short"],
  ["of 8,193 units", "x".repeat(8_193), "too_long"],
  ["that is null", null, "wrong_type"],
  ["that is a number", 7, "wrong_type"],
  ["that is a list", ["a"], "wrong_type"],
  ["that is an object", { toString: "a" }, "wrong_type"],
  ["that is true", true, "wrong_type"],
];

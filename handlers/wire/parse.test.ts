import { describe, expect, it } from "@jest/globals";
import type { z } from "zod";

import { ChatError } from "../../core/errors.ts";
import { parse } from "./parse.ts";
import { messagesWindow } from "./queries.ts";
import { addMembersRequest, createRoomRequest, postMessageRequest, sendRequest, syncRequest } from "./requests.ts";
import { handshakeAuth } from "./socket.ts";

const refusalOf = (schema: z.ZodType, value: unknown): ChatError => {
  try {
    parse(schema, value);
  } catch (error) {
    if (error instanceof ChatError) return error;
    throw error;
  }
  throw new TypeError("It was not refused.");
};

const fieldsOf = (schema: z.ZodType, value: unknown): unknown =>
  refusalOf(schema, value).errors?.map(({ path, code }) => `${path} ${code}`);

const nested = (levels: number): unknown => (levels === 0 ? "bottom" : [nested(levels - 1)]);

describe("a field that is refused", () => {
  it.each([
    ["one that is missing", postMessageRequest, {}, ["text required"]],
    ["one of the wrong type", postMessageRequest, { text: 1 }, ["text wrong_type"]],
    ["one that is too long", postMessageRequest, { text: "a".repeat(8_193) }, ["text too_long"]],
    ["one that is too short", postMessageRequest, { text: "" }, ["text too_short"]],
    ["one that is not well-formed", postMessageRequest, { text: "\udc00" }, ["text not_well_formed"]],
    ["one with U+0000", postMessageRequest, { text: "\u0000" }, ["text not_well_formed"]],
    ["one in a bad format", sendRequest, { roomId: "a b", text: "a" }, ["roomId bad_format"]],
    ["one out of its choices", createRoomRequest, { kind: "club" }, ["kind not_one_of"]],
    ["one in a list", addMembersRequest, { userIds: ["a", "b\n"] }, ["userIds.1 bad_format"]],
    ["a list that is too long", addMembersRequest, { userIds: Array(101).fill("a") }, ["userIds too_long"]],
    ["a number out of range", syncRequest, { rooms: { a: -1 } }, ["rooms.a out_of_range"]],
    ["a number that is not safe", syncRequest, { rooms: { a: 2 ** 53 } }, ["rooms.a out_of_range"]],
    ["a key in a bad format", syncRequest, { rooms: { "a b": 1 } }, ["rooms.a b bad_format"]],
    [
      "two that exclude each other",
      messagesWindow,
      { before: "1", after: "1" },
      ["before exclusive", "after exclusive"],
    ],
    ["bytes", postMessageRequest, { text: Buffer.from("a") }, ["text wrong_type"]],
  ])("%s has a code of its own", (_name, schema, value, expected) => {
    expect(fieldsOf(schema, value)).toEqual(expected);
    expect(refusalOf(schema, value).code).toBe("invalid_input");
  });

  it("is named when it does not exist", () => {
    const refusal = refusalOf(postMessageRequest, { text: "a", tetx: "b" });
    expect([refusal.code, refusal.message]).toEqual(["unknown_field", "tetx: This request has no such field."]);
    expect(fieldsOf(postMessageRequest, JSON.parse('{"text":"a","__proto__":{}}'))).toEqual([
      "__proto__ unknown_field",
    ]);
  });

  it("is never quoted", () => {
    const refusal = refusalOf(createRoomRequest, {
      kind: "secret",
      id: "secret!",
      name: ["secret"],
      members: "secret",
    });
    expect(JSON.stringify([refusal.message, refusal.errors])).not.toContain("secret");
  });

  it("is one of at most 50", () => {
    const many = Object.fromEntries([...Array(1_000).keys()].map((index) => [`k${index}`, 1]));
    expect(refusalOf(postMessageRequest, many).errors).toHaveLength(50);
  });
});

describe("nesting", () => {
  it("is refused below 32 levels, however deep", () => {
    expect(fieldsOf(postMessageRequest, { text: nested(32) })).toEqual([" too_deep"]);
    expect(fieldsOf(postMessageRequest, { text: nested(31) })).toEqual(["text wrong_type"]);
    const deepest: unknown = JSON.parse("[".repeat(30_000) + "]".repeat(30_000));
    expect(fieldsOf(postMessageRequest, deepest)).toEqual([" too_deep"]);
  });
});

describe("what is as documented", () => {
  it("keeps its bytes", () => {
    const text = "\ufeff\u202e\u200be\u0301😀";
    expect(parse(postMessageRequest, { text })).toEqual({ text });
  });

  it("may say more in a handshake", () => {
    const auth = { token: "t", protocol: 1, device: "phone" };
    expect(parse(handshakeAuth, auth)).toMatchObject({ token: "t", protocol: 1 });
  });
});

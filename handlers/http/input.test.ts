import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";

import type { RunningApp } from "./testing/start-app.ts";
import { startApp } from "./testing/start-app.ts";

let app: RunningApp;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.stop());

const rooms = "/v1/rooms";
const posts = "/v1/rooms/lobby/messages";
const longest = "9007199254740991";

describe("an address that is not as documented", () => {
  it.each([
    ["a malformed percent-encoding in the path", "/v1/rooms/%FF", "invalid_input"],
    ["a malformed percent-encoding in the query", "/v1/users?user=%FF", "invalid_input"],
    ["half a percent-encoding", "/v1/users?user=%2", "invalid_input"],
    ["a room id with a space", "/v1/rooms/a%20b", "invalid_input"],
    ["a room id with U+0000", "/v1/rooms/a%00", "invalid_input"],
    ["a room id that is too long", `/v1/rooms/${"a".repeat(65)}`, "invalid_input"],
    ["a room id that reaches a prototype", "/v1/rooms/__proto__", "invalid_input"],
    ["an upper-case UUID", `${posts}/0190B6C0-0000-7000-8000-000000000001`, "invalid_input"],
    ["a parameter that does not exist", "/v1/rooms?page=2", "unknown_field"],
    ["a parameter where there are none", "/v1/me?x", "unknown_field"],
    ["a parameter given twice", "/v1/rooms?limit=1&limit=2", "invalid_input"],
    ["a limit of 0", "/v1/rooms?limit=0", "invalid_input"],
    ["a limit above the largest", "/v1/rooms?limit=201", "invalid_input"],
    ["a limit in another notation", "/v1/rooms?limit=1e1", "invalid_input"],
    ["an empty limit", "/v1/rooms?limit=", "invalid_input"],
    ["a cursor that is too long", `/v1/rooms?cursor=${"a".repeat(513)}`, "invalid_input"],
    ["no position", "/v1/rooms/lobby/changes", "invalid_input"],
    ["a negative position", "/v1/me/changes?since=-1", "invalid_input"],
    ["a position above 2^53-1", "/v1/me/changes?since=9007199254740992", "invalid_input"],
    ["a position of a thousand digits", `/v1/me/changes?since=${"9".repeat(1_000)}`, "invalid_input"],
    ["two ends of one page", `${posts}?before=9&after=1`, "invalid_input"],
    ["a user and a search", "/v1/users?user=a&q=b", "invalid_input"],
    ["too many users", `/v1/users?${"user=a&".repeat(101)}`, "invalid_input"],
    ["a user id with a control character", "/v1/users?user=a%0Ab", "invalid_input"],
  ])("%s is refused", async (_name, path, code) => {
    const { status, body } = await app.ask("GET", path);
    expect([status, body.code]).toEqual([400, code]);
  });

  it.each([`/v1/me/changes?since=${longest}&limit=200`, `${posts}?around=1`, `/v1/users?${"user=a&".repeat(100)}`])(
    "%s is at the edge, and fine",
    async (path) => {
      expect(await app.ask("GET", path)).toMatchObject({ status: 200 });
    },
  );
});

describe("a body that is not as documented", () => {
  it.each([
    ["no text", posts, {}, "invalid_input"],
    ["an empty text", posts, { text: "" }, "invalid_input"],
    ["a text that is too long", posts, { text: "a".repeat(8_193) }, "invalid_input"],
    ["a text with U+0000", posts, { text: "a\u0000" }, "invalid_input"],
    ["half a surrogate pair", posts, { text: "\ud800" }, "invalid_input"],
    ["a text that is a number", posts, { text: 1 }, "invalid_input"],
    ["a field that does not exist", posts, { text: "a", txt: "b" }, "unknown_field"],
    ["a list", posts, ["text"], "invalid_input"],
    ["null", posts, null, "invalid_input"],
    ["a kind of room that does not exist", rooms, { kind: "club" }, "invalid_input"],
    ["a name of null", rooms, { kind: "group", name: null }, "invalid_input"],
    ["too many members", rooms, { kind: "group", members: Array(101).fill("a") }, "invalid_input"],
    [
      "too many rooms",
      "/v1/sync",
      { rooms: Object.fromEntries([...Array(201).keys()].map((i) => [i, 0])) },
      "invalid_input",
    ],
    ["a position that is no whole number", "/v1/sync", { rooms: { lobby: 1.5 } }, "invalid_input"],
  ])("%s is refused", async (_name, path, json, code) => {
    const { status, body } = await app.ask("POST", path, { json });
    expect([status, body.code]).toEqual([400, code]);
  });

  it.each([
    ["nothing", "", "malformed_json"],
    ["half a document", '{"text":', "malformed_json"],
    ["bytes that are not UTF-8", Uint8Array.from([0x22, 0xff, 0x22]), "malformed_json"],
    ["an infinite number", '{"rooms":{"lobby":1e400}}', "invalid_input"],
    ["a key that reaches a prototype", '{"rooms":{},"__proto__":{"a":1}}', "unknown_field"],
    ["the same key one level down", '{"rooms":{"__proto__":1}}', "unknown_field"],
    ["deep nesting", "[".repeat(30_000) + "]".repeat(30_000), "invalid_input"],
    ["thousands of keys", `{${[...Array(5_000).keys()].map((i) => `"k${i}":1`).join()}}`, "unknown_field"],
  ])("%s is refused", async (_name, bytes, code) => {
    const headers = { "content-type": "application/json" };
    const { status, body } = await app.ask("POST", "/v1/sync", { headers, body: bytes });
    expect([status, body.code]).toEqual([400, code]);
  });

  it.each([
    ["no content type", {}, "{}", 415, "unsupported_media_type"],
    ["a form", { "content-type": "application/x-www-form-urlencoded" }, "a=1", 415, "unsupported_media_type"],
    ["another charset", { "content-type": "application/json; charset=utf-16" }, "{}", 415, "unsupported_media_type"],
    [
      "compression",
      { "content-type": "application/json", "content-encoding": "gzip" },
      "{}",
      415,
      "unsupported_media_type",
    ],
    ["more than 64 KB", { "content-type": "application/json" }, `"${"a".repeat(65_536)}"`, 413, "too_large"],
  ])("%s is refused", async (_name, headers, text, status, code) => {
    const bytes = new TextEncoder().encode(text);
    expect(await app.ask("POST", posts, { headers, body: bytes })).toMatchObject({ status, body: { code } });
  });

  it("keeps the bytes of a text at the edge", async () => {
    const text = "\u202e\u200be\u0301".repeat(2_048);
    const { status, body } = await app.ask("POST", posts, { json: { text }, headers: { prefer: "wait=1" } });
    expect([status, body.text]).toEqual([201, text]);
  });
});

import { gzipSync } from "node:zlib";

import { beforeEach, describe, expect, it } from "@jest/globals";

import { expectRefusal, nested } from "../support/bad-input.ts";
import { range, useChat } from "../support/chat.ts";
import type { Asked } from "../support/http.ts";
import type { User } from "../support/user.ts";

const chat = useChat();

const routes = ["/v1/rooms", "/v1/sync", "/v1/rooms/here/members", "/v1/rooms/here/messages"];

describe.each(routes)("the body of POST %s", (path) => {
  let alice: User;

  beforeEach(async () => {
    alice = chat.aUser("alice");
    await alice.makeRoom({ id: "here", kind: "group" });
  });

  const post = (raw: Asked["raw"], headers: Asked["headers"] = {}) =>
    alice.ask("POST", path, {
      ...(raw === undefined ? {} : { raw }),
      headers: { "content-type": "application/json", ...headers },
    });

  const keys = `{${range(100_000)
    .map((index) => `"k${index}":1`)
    .join(",")}}`;

  it.each([
    ["nothing", "", "malformed_json"],
    ["half an object", '{"text":', "malformed_json"],
    ["two objects", '{"text":"a"}{"text":"b"}', "malformed_json"],
    ["a comment", '{"text":"a"} // hi', "malformed_json"],
    ["NaN", '{"text":NaN}', "malformed_json"],
    ["a bare word", "hello", "malformed_json"],
    ["null", "null", "invalid_input"],
    ["a number", "7", "invalid_input"],
    ["text", '"text"', "invalid_input"],
    ["a list", '[{"text":"a"}]', "invalid_input"],
    ["nothing known", '{"txet":"a"}', "unknown_field"],
    ["a list 33 deep", nested(33), "invalid_input"],
    ["a list 30,000 deep", nested(30_000), "invalid_input"],
    ["an object 10,000 deep", `${'{"a":'.repeat(10_000)}1${"}".repeat(10_000)}`, "invalid_input"],
    ["a list that never ends", "[".repeat(60_000), "malformed_json"],
    ["a hundred thousand keys", keys, "too_large"],
    [
      "five thousand keys",
      `{${range(5_000)
        .map((index) => `"k${index}":1`)
        .join(",")}}`,
      "unknown_field",
    ],
    ["65,537 bytes", " ".repeat(65_537), "too_large"],
    ["70 KB", `{"text":"${"x".repeat(70_000)}"}`, "too_large"],
  ])("that is %s is refused", async (_name, raw, code) => {
    expectRefusal(await post(raw), code);
  });

  it("that is not UTF-8 is refused, not mended", async () => {
    const broken = [[0xff], [0xc3, 0x28], [0xed, 0xa0, 0x80], [0xf0, 0x9f], [0xc0, 0x80]];
    for (const bytes of broken) {
      const raw = Uint8Array.from([...Buffer.from('{"text":"'), ...bytes, ...Buffer.from('"}')]);
      expectRefusal(await post(raw), "malformed_json");
    }
  });

  it("that is compressed is refused", async () => {
    const raw = new Uint8Array(gzipSync('{"text":"x"}'));
    expectRefusal(await post(raw, { "content-encoding": "gzip" }), "unsupported_media_type");
    const bomb = new Uint8Array(gzipSync(" ".repeat(30_000_000)));
    expectRefusal(await post(bomb, { "content-encoding": "gzip" }), "unsupported_media_type");
  });

  it.each([
    "text/plain",
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=x",
    "application/json; charset=utf-16",
    "application/jsonp",
    "nonsense",
  ])("of the type %s is refused", async (type) => {
    expectRefusal(await post('{"text":"a"}', { "content-type": type }), "unsupported_media_type");
  });

  it("cannot reach the prototype of anything", async () => {
    expectRefusal(await post('{"__proto__":{"text":"a","kind":"group","userIds":["x"],"rooms":{}}}'));
    expectRefusal(await post('{"constructor":{"prototype":{"polluted":1}}}'), "unknown_field");
    expect((await alice.get("/healthz")).body).toEqual({ status: "ok" });
  });
});

describe("JSON with a key twice", () => {
  it("is refused, or counts as one of the two", async () => {
    const alice = chat.aUser();
    const { id } = await alice.makeRoom({ kind: "group" });
    const headers = { "content-type": "application/json", prefer: "wait=5" };
    const answer = await alice.ask("POST", `/v1/rooms/${id}/messages`, { raw: '{"text":"a","text":"b"}', headers });
    if (answer.status === 201) expect(["a", "b"]).toContain(answer.body.text);
    else expectRefusal(answer);
  });
});

describe("a body of exactly 65,536 bytes", () => {
  it("is read", async () => {
    const alice = chat.aUser();
    const raw = '{"kind":"group"}'.padEnd(65_536, " ");
    const headers = { "content-type": "application/json; charset=UTF-8" };
    expect((await alice.ask("POST", "/v1/rooms", { raw, headers })).status).toBe(201);
  });
});

import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import type { Command } from "../../core/entities/command.ts";
import { maxTextLength } from "../../core/entities/text.ts";
import { aDeletion, aPost, aRef } from "../../test/support/builders.ts";
import { decode, encode } from "./command-codec.ts";

const decodeText = (text: string) => decode(Buffer.from(text));
const withCommand = (more: object) => decodeText(JSON.stringify({ v: 1, command: { ...aPost(), ...more } }));
const notAsDocumented = (field: string) => ({
  unparsable: `It is not a command of version 1. Not as documented: ${field}.`,
});

describe("the codec of commands", () => {
  it("gives back any command as it was", () => {
    const texts = fc.string({ unit: "grapheme", minLength: 1, maxLength: 200 }).filter((text) => !text.includes("\0"));
    fc.assert(
      fc.property(texts, (text) => {
        const command = aPost({ text });
        expect(decode(encode(command))).toEqual({ command });
      }),
    );
  });

  it("takes the longest text, whatever it takes to write it down", () => {
    for (const unit of ["\u0001", "\uffff", '"', "a"]) {
      const command = aPost({ text: unit.repeat(maxTextLength) });
      expect(decode(encode(command))).toEqual({ command });
    }
  });

  it("writes down what has not changed as consumers of the version before read it", () => {
    const versionOf = (command: Command) => (JSON.parse(encode(command).toString()) as { v: number }).v;
    expect([versionOf(aPost()), versionOf(aDeletion())]).toEqual([1, 2]);
    expect(decode(encode(aDeletion()))).toEqual({ command: expect.objectContaining({ kind: "delete" }) });
    expect(decodeText(JSON.stringify({ v: 1, command: aDeletion() }))).toHaveProperty("unparsable");
    expect(decodeText(JSON.stringify({ v: 2, command: aPost() }))).toHaveProperty("unparsable");
  });

  it("says that a newer version is newer, whatever else it holds", () => {
    expect(decodeText('{"v":6}')).toEqual({ newer: 6 });
    expect(decodeText('{"v":7,"command":[]}')).toEqual({ newer: 7 });
  });

  it("tells what a service gave from what anybody may, and a consumer that does not know the difference to leave it alone", () => {
    const asSystem = aPost({ byService: true, authorId: "" });
    for (const command of [aPost({ byService: true }), asSystem, { ...aDeletion(), byService: true } as const]) {
      expect(decode(encode(command))).toEqual({ command });
      expect(JSON.parse(encode(command).toString())).toMatchObject({ v: 3 });
      expect(decodeText(JSON.stringify({ v: 1, command }))).toHaveProperty("unparsable");
    }
    expect(decodeText(JSON.stringify({ v: 3, command: aPost() }))).toHaveProperty("unparsable");
  });

  it("tells where a delete came from to consumers that put it on record, and takes one that does not say", () => {
    const origins = [{}, { requestId: "r-1" }, { address: "2001:db8::1", requestId: "r-1" }];
    for (const origin of origins) {
      for (const command of [aDeletion({ origin }), aDeletion({ origin, byService: true })]) {
        expect(decode(encode(command))).toEqual({ command });
        expect(JSON.parse(encode(command).toString())).toMatchObject({ v: 4 });
        for (const v of [2, 3]) expect(decodeText(JSON.stringify({ v, command }))).toHaveProperty("unparsable");
      }
    }
    expect(decodeText(JSON.stringify({ v: 4, command: aDeletion() }))).toHaveProperty("unparsable");
  });

  it("tells whom a post mentions to consumers that know of it alone, and leaves posts without as they were", () => {
    const mentions = ["al'ice", "bob", "👋"];
    const service = { byService: true, mentions } as const;
    for (const command of [aPost({ mentions }), aPost(service), aPost({ ...service, authorId: "" })]) {
      expect(decode(encode(command))).toEqual({ command });
      expect(JSON.parse(encode(command).toString())).toMatchObject({ v: 5 });
      for (const v of [1, 3]) expect(decodeText(JSON.stringify({ v, command }))).toHaveProperty("unparsable");
    }
    for (const command of [aPost(), aPost({ mentions, authorId: "" })]) {
      expect(decodeText(JSON.stringify({ v: 5, command }))).toHaveProperty("unparsable");
    }
  });

  it.each([
    ["nobody", []],
    ["more than fifty", Array.from({ length: 51 }, (_, index) => `u${100 + index}`)],
    ["somebody twice", ["alice", "alice"]],
    ["users out of order", ["bob", "alice"]],
    ["an id that nobody can have", ["a\u0000b"]],
    ["the system", [""]],
    ["no list", "alice"],
  ])("lets no post pass that mentions %s", (_whom, mentions) => {
    const command = { ...aPost(), mentions };
    expect(decodeText(JSON.stringify({ v: 5, command }))).toEqual({
      unparsable: expect.stringMatching(/^It is not a command of version 5\./),
    });
  });

  it.each([{ address: "a\u0000b" }, { address: "nowhere" }, { requestId: "" }, { requestId: "a b" }, { port: 1 }])(
    "lets no delete pass that came from %j",
    (origin) => {
      const command = { ...aDeletion(), origin };
      expect(decodeText(JSON.stringify({ v: 4, command }))).toHaveProperty("unparsable");
    },
  );

  it("says why it cannot be read", () => {
    expect(decode(Buffer.from([0x7b, 0xff, 0x7d]))).toEqual({ unparsable: "It is not UTF-8." });
    expect(decode(Buffer.alloc(2_000_000, " "))).toEqual({ unparsable: "It is larger than any command." });
    const noVersion = ["", "null", "[", "[".repeat(50_000), "{}", '{"v":"1"}', '{"v":0}', '{"v":1e400}', '{"v":1.5}'];
    for (const text of [...noVersion, '{"__proto__":{"v":1}}']) {
      expect(decodeText(text)).toEqual({ unparsable: "It is not a JSON object with a version." });
    }
  });

  it.each([
    ["command.kind", { kind: "edit" }],
    ["command.room.tenantId", { room: aRef({ tenantId: "Acme" }) }],
    ["command.room.roomId", { room: aRef({ roomId: "a/b" }) }],
    ["command.room.roomId", { room: aRef({ roomId: "__proto__" }) }],
    ["command.authorId", { authorId: "" }],
    ["command.authorId", { authorId: ".." }],
    ["command.authorId", { authorId: "a\nb" }],
    ["command.authorId", { authorId: "a".repeat(129) }],
    ["command.id", { id: "0190F3A1-0000-7000-8000-000000000000" }],
    ["command.text", { text: "" }],
    ["command.text", { text: "a".repeat(maxTextLength + 1) }],
    ["command.text", { text: "a\u0000b" }],
    ["command.text", { text: "half \ud83d of a pair" }],
    ["command.digest", { digest: "abc" }],
    ["command.acceptedAt", { acceptedAt: "2026-02-30T12:00:00.000Z" }],
    ["command.acceptedAt", { acceptedAt: "0000-01-01T00:00:00.000Z" }],
    ["command.acceptedAt", { acceptedAt: "2026-01-01 12:00:00" }],
  ])("lets no %s pass that the database should not see (%#)", (field, more) => {
    expect(withCommand(more)).toEqual(notAsDocumented(field));
  });

  it("quotes nothing of a message, not even names of its fields", () => {
    const hidden = JSON.stringify(withCommand({ "a-secret": 1, text: 5 }));
    expect(hidden).toContain("command.text, command.");
    expect(hidden).not.toContain("a-secret");
    const own = decodeText(`{"v":1,"a-secret":2,"command":${JSON.stringify(aPost())}}`);
    expect(own).toEqual(notAsDocumented("the whole"));
  });
});

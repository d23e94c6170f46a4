import { beforeEach, describe, expect, it } from "@jest/globals";

import { expectAckRefusal, nested } from "../support/bad-input.ts";
import { range, useChat } from "../support/chat.ts";
import { ask } from "../support/http.ts";
import { openRawSocket } from "../support/raw-socket.ts";
import type { Listener } from "../support/socket.ts";
import type { User } from "../support/user.ts";

const chat = useChat();

const payloads: readonly (readonly [string, unknown])[] = [
  ["null", null],
  ["a number", 7],
  ["text", "hello"],
  ["true", true],
  ["a list", [{ roomId: "here", text: "hi" }]],
  ["an empty object", {}],
  ["a field that does not exist", { roomId: "here", text: "hi", colour: "red" }],
  ["nesting 33 deep", { roomId: "here", text: JSON.parse(nested(33)) as unknown }],
  ["nesting 500 deep", JSON.parse(nested(500))],
  ["five thousand keys", Object.fromEntries(range(5_000).map((index) => [`k${index}`, 1]))],
  ["a key called __proto__", JSON.parse('{"__proto__":{"roomId":"here","text":"hi"}}')],
  ["rooms called __proto__", { rooms: JSON.parse('{"__proto__":1}') as object }],
  ["rooms that are a list", { rooms: ["here"] }],
  ["a position below 0", { rooms: { here: -1 } }],
  ["bytes", Buffer.from([1, 2, 3])],
  ["bytes inside", { roomId: "here", text: Buffer.from("hi") }],
  ["a token that is a number", { token: 7 }],
  ["an empty token", { token: "" }],
];

describe.each(["send", "sync", "auth", "dance", "ready", "message"])("the event %s", (event) => {
  let alice: User;
  let hers: Listener;

  beforeEach(async () => {
    alice = chat.aUser("alice");
    await alice.makeRoom({ id: "here", kind: "group" });
    hers = await alice.connect();
  });

  it.each(payloads)("with %s is refused by an ack, and the session goes on", async (_name, payload) => {
    expectAckRefusal(await hers.ask(event, payload));
    expect(await alice.sendBy(hers, "here", "still here")).toMatchObject({ ok: true });
    await hers.untilText("here", "still here");
    expect((await alice.room("here")).seq).toBe(1);
  });

  it("without a payload, with three, or without an ack, does no harm", async () => {
    expectAckRefusal(await hers.ask(event));
    expectAckRefusal(await hers.ask(event, null, null, null));
    hers.tell(event);
    hers.tell(event, { roomId: "here" });
    hers.tell(event, Buffer.from("x"));
    expect(await alice.sendBy(hers, "here", "still here")).toMatchObject({ ok: true });
  });
});

describe("a packet", () => {
  it.each([
    ["of 70 KB", { roomId: "here", text: "x".repeat(70_000) }],
    ["of a hundred thousand keys", Object.fromEntries(range(100_000).map((index) => [`k${index}`, 1]))],
    ["of 100 KB of bytes", Buffer.alloc(100_000)],
  ])("%s ends its own connection, and no other", async (_name, payload) => {
    const [alice, bob] = chat.people();
    const { id } = await alice.makeRoom({ kind: "group", members: ["bob"] });
    const [hers, his] = await Promise.all([alice.connect(), bob.connect()]);
    hers.tell("send", payload);
    await hers.untilOver();
    expect((await ask("GET", "/healthz")).body).toEqual({ status: "ok" });
    expect(await bob.sendBy(his, id, "still here")).toMatchObject({ ok: true });
    const again = await alice.connect();
    expect(await alice.sendBy(again, id, "me too")).toMatchObject({ ok: true });
  });

  it("of the largest text there is fits", async () => {
    const alice = chat.aUser();
    const { id } = await alice.makeRoom({ kind: "group" });
    const socket = await alice.connect();
    expect(await alice.sendBy(socket, id, "\u20ac".repeat(8_192))).toMatchObject({ ok: true });
  });
});

describe("what no client library says", () => {
  const open = async (user: User) => {
    const raw = await openRawSocket();
    chat.closing(() => raw.close());
    raw.send(`40${JSON.stringify({ token: await user.token(), protocol: 1 })}`);
    await raw.heard('42["ready"');
    return raw;
  };

  const expectService = async (user: User): Promise<void> => {
    const socket = await user.connect();
    expect(await user.sendBy(socket, "here", "still here")).toMatchObject({ ok: true });
    expect((await ask("GET", "/healthz")).status).toBe(200);
  };

  it.each([
    "",
    "hello",
    "4",
    "5",
    "9",
    "40{",
    "41",
    "42",
    "42[",
    "42[null]",
    "42{}",
    '42["disconnect"]',
    '42["connect_error",{}]',
    '42["send",{"__proto__":1}]',
    '420["send"',
    '4299999999999999999999["send",{}]',
    '43999["x"]',
    '43999"x"',
    "451-[",
    '451-["send",{"_placeholder":true,"num":7}]',
    '4599999999-["send"]',
    '42/other,["send",{}]',
    "b4AAAA",
    "\u0000",
  ])("such as %j ends at most its own connection", async (frame) => {
    const alice = chat.aUser("alice");
    await alice.makeRoom({ id: "here", kind: "group" });
    const raw = await open(alice);
    raw.send(frame);
    await expectService(alice);
  });

  it.each([
    ["nothing", "40"],
    ["null", "40null"],
    ["a list", "40[1]"],
    ["text", '40"token"'],
    ["no token", '40{"token":null,"protocol":1}'],
    ["a prototype", '40{"__proto__":{"token":"x","protocol":1}}'],
    ["a token 10,000 deep", `40{"token":${nested(10_000)},"protocol":1}`],
    ["a name 10,000 deep", `40{"token":"x","protocol":1,"client":${nested(10_000)}}`],
    ["a protocol that is too large", '40{"token":"x","protocol":1e400}'],
    ["another namespace", "40/other,"],
  ])("in a handshake with %s is refused", async (_name, frame) => {
    const alice = chat.aUser("alice");
    await alice.makeRoom({ id: "here", kind: "group" });
    const raw = await openRawSocket();
    chat.closing(() => raw.close());
    raw.send(frame);
    await raw.refused();
    await expectService(alice);
  });

  it.each([
    ["lists 10,000 deep", nested(10_000)],
    ["objects 10,000 deep", `${'{"a":'.repeat(10_000)}1${"}".repeat(10_000)}`],
    ["a text field 10,000 deep", `{"roomId":"here","text":${nested(10_000)}}`],
    ["a number that is too large", '{"rooms":{"here":1e400}}'],
    ["a number past 2^53", '{"rooms":{"here":9007199254740993}}'],
    ["half a surrogate pair", '{"roomId":"here","text":"\\ud800"}'],
  ])("with %s is refused by an ack", async (_name, payload) => {
    const alice = chat.aUser("alice");
    await alice.makeRoom({ id: "here", kind: "group" });
    const raw = await open(alice);
    for (const [at, event] of ["send", "sync", "auth"].entries()) {
      raw.send(`42${at}["${event}",${payload}]`);
      expect(await raw.heard(`43${at}[`)).toContain(`43${at}[{"ok":false,"code":"`);
    }
    await expectService(alice);
  });
});

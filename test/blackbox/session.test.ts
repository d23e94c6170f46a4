import { describe, expect, it } from "@jest/globals";

import { useChat } from "../support/chat.ts";
import { forgeToken, inAnHour } from "../support/tokens.ts";

const chat = useChat();

const inSeconds = (seconds: number): number => Math.floor(Date.now() / 1_000) + seconds;

describe("a handshake", () => {
  it.each([
    ["without a token", { token: undefined }, "unauthenticated", "after_auth"],
    ["with a token that is no token", { token: "let me in" }, "unauthenticated", "after_auth"],
    ["with a token that is a number", { token: 7 }, "invalid_input", "never"],
    ["with a token of 20,000 characters", { token: "x".repeat(20_000) }, "invalid_input", "never"],
    ["of another protocol", { protocol: 2 }, "invalid_input", "never"],
    ["of a protocol that is text", { protocol: "1" }, "invalid_input", "never"],
    ["with a client's name of 129 characters", { client: "x".repeat(129) }, "invalid_input", "never"],
  ])("%s is refused, and says why and what to do", async (_name, auth, code, retry) => {
    const socket = await chat.aUser().knock(auth);
    await socket.untilOver();
    expect(socket.refusal).toMatchObject({ code, message: expect.any(String), retry });
    expect(socket.names).toEqual([]);
  });

  it("with an expired token is refused with the advice to get a fresh one", async () => {
    const alice = chat.aUser();
    const socket = await alice.knock({ token: await alice.token({ expires: inSeconds(-60) }) });
    await socket.untilOver();
    expect(socket.refusal).toMatchObject({ code: "token_expired", retry: "after_auth" });
  });

  it("with a token of another secret is refused, and the sentence gives nothing away", async () => {
    const alice = chat.aUser();
    const socket = await alice.knock({ token: await alice.token({ secret: "x".repeat(64) }) });
    await socket.untilOver();
    expect(socket.refusal).toMatchObject({ code: "unauthenticated", retry: "after_auth" });
    expect(socket.refusal?.message).not.toMatch(/signature|secret|HS256/i);
  });

  it("may leave out the client's name, and say more than this server knows", async () => {
    const socket = await chat.aUser().knock({ client: undefined, device: "phone" });
    expect(await socket.untilReady()).toMatchObject({ protocol: 1 });
  });
});

describe("a session", () => {
  it("ends when its token does, and says so", async () => {
    const alice = chat.aUser();
    // The server allows for clocks that differ by five seconds, in handshakes; a session ends at the time itself.
    const socket = await alice.connect(await alice.token({ expires: inSeconds(2) }));
    await socket.untilOver();
    expect(socket.bye).toMatchObject({ code: "token_expired", retry: "after_auth", message: expect.any(String) });
  });

  it("goes on with a fresh token past the end of the first one", async () => {
    const [alice, bob] = chat.people();
    const { id } = await alice.makeRoom({ kind: "group", members: ["bob"] });
    const [kept, lost] = await Promise.all(
      [2, 2].map(async (left) => bob.connect(await bob.token({ expires: inSeconds(left) }))),
    );
    expect(await kept!.ask("auth", { token: await bob.token({ expires: "1h" }) })).toEqual({ ok: true });
    await lost!.untilOver();
    await alice.say(id, "still there?");
    await kept!.untilText(id, "still there?");
    expect([kept!.isConnected, kept!.bye]).toEqual([true, undefined]);
  });

  it("does not become another user's, nor another tenant's, by a token", async () => {
    const [alice, bob] = chat.people();
    const socket = await alice.connect();
    const abroad = forgeToken({ alg: "HS256" }, { sub: "alice", tid: "elsewhere", exp: inAnHour() });
    for (const token of [await bob.token(), abroad]) {
      expect(await socket.ask("auth", { token })).toMatchObject({ ok: false, code: "unauthenticated" });
    }
    expect(socket.isConnected).toBe(true);
    const { id } = await alice.makeRoom({ kind: "group" });
    expect(await alice.sendBy(socket, id, "still Alice")).toMatchObject({ ok: true });
  });

  it("goes on when a fresh token is no good", async () => {
    const alice = chat.aUser();
    const socket = await alice.connect();
    expect(await socket.ask("auth", { token: "nonsense" })).toMatchObject({ ok: false, code: "unauthenticated" });
    const expired = await alice.token({ expires: inSeconds(-60) });
    expect(await socket.ask("auth", { token: expired })).toMatchObject({ ok: false, code: "token_expired" });
    expect(await socket.ask("sync", { rooms: {} })).toEqual({ ok: true, rooms: {} });
  });

  it("refuses what it is asked like HTTP does, with the same codes", async () => {
    const [alice, bob] = chat.people();
    const { id } = await alice.makeRoom({ kind: "group" });
    const open = await alice.makeRoom({ kind: "channel" });
    const his = await bob.connect();
    expect(await bob.sendBy(his, id, "hi")).toMatchObject({ ok: false, code: "room_not_found" });
    expect(await bob.sendBy(his, open.id, "hi")).toMatchObject({ ok: false, code: "forbidden" });
    const empty = await his.ask("send", { roomId: open.id });
    expect(empty).toEqual({
      ok: false,
      code: "invalid_input",
      message: expect.any(String),
      errors: [{ path: "text", code: "required", message: expect.any(String) }],
    });
    expect(await his.ask("dance", {})).toMatchObject({ ok: false, code: "not_found" });
  });
});

import { beforeEach, describe, expect, it } from "@jest/globals";
import type { Bye } from "../../client/src/contract.ts";
import type { Identity } from "../../core/entities/user.ts";
import type { Limits, Standing } from "../../core/entities/limits.ts";
import { ChatError, StorageFailure } from "../../core/errors.ts";
import { aDeletion, anIdentity, aPost } from "../../test/support/builders.ts";
import { FakeClock } from "../../test/support/fake-clock.ts";
import { HeldSockets } from "./held-sockets.ts";
import { Session } from "./session.ts";
import type { GatewayUseCases } from "./use-cases.ts";

const uuid = "01900000-0000-7000-8000-000000000000";
const minute = 60_000;
const day = 1_440 * minute;
/** A timer of Node that is set to more goes off at once. */
const longestTimer = 2 ** 31 - 1;

let clock: FakeClock;
let longestWait: number;
let said: string[];
let byes: Bye[];
let unexpected: unknown[];
let tokenOf: (token: string) => Promise<Identity>;
let spend: () => Promise<readonly Standing[]>;
let send: () => Promise<void>;

beforeEach(() => {
  clock = new FakeClock();
  longestWait = 0;
  said = [];
  byes = [];
  unexpected = [];
  tokenOf = async () => identity(10 * minute);
  spend = () => Promise.resolve([]);
  send = () => Promise.resolve();
});

const identity = (lasts: number, more: Partial<Identity> = {}) =>
  anIdentity({ expiresAt: clock.now() + lasts, ...more });

const useCases: GatewayUseCases = {
  authenticate: { execute: (token) => tokenOf(token) },
  countFailure: { execute: async () => {} },
  spendBudget: { execute: () => spend() },
  openSession: { execute: async (id, { userId }) => void said.push(`opened ${id} of ${userId}`) },
  renewSession: { execute: (id) => void said.push(`renewed ${id}`) },
  closeSession: { execute: (id, { userId }) => void said.push(`closed ${id} of ${userId}`) },
  sendMessage: {
    execute: async ({ author, roomId, id, text }) => {
      await send();
      said.push(`${author.userId} to ${roomId}: ${text}`);
      return { command: aPost({ room: { tenantId: author.tenantId, roomId }, text, id: id ?? uuid }), standings: [] };
    },
  },
  sendReceipts: { execute: async ({ sessionId, receipts }) => void said.push(`${sessionId} ${receipts.length}`) },
  deleteMessage: {
    execute: async ({ author, roomId, messageId, id }) => {
      said.push(`${author.userId} at ${author.origin?.address} deletes ${messageId} in ${roomId}`);
      return aDeletion({ room: { tenantId: author.tenantId, roomId }, messageId, id: id ?? uuid });
    },
  },
  syncRooms: {
    execute: async ({ rooms }) =>
      new Map([...rooms].map(([id, version]) => [id, { events: [], version, more: false }])),
  },
  watchPresence: { execute: async () => [] },
  showTyping: { execute: async ({ active }) => ({ passed: active }) },
};

const openSession = async (lasts: number, limits: Partial<Limits> = {}): Promise<Session> => {
  const limitsOf = (): Limits => ({ rates: {}, counts: {}, ...limits });
  const deps = {
    useCases,
    now: () => clock.now(),
    after: (ms: number, run: () => void) => {
      longestWait = Math.max(longestWait, ms);
      return clock.after(ms, run);
    },
    onUnexpected: (error: unknown) => void unexpected.push(error),
    limitsOf,
    held: new HeldSockets(limitsOf),
  };
  const session = new Session(
    deps,
    { id: "s1", address: "192.0.2.7", end: (bye) => void byes.push(bye) },
    identity(lasts),
  );
  await session.open();
  return session;
};

describe("a session", () => {
  it("is opened for its user, and closed", async () => {
    const session = await openSession(minute);
    session.close();
    expect(said).toEqual(["opened s1 of alice", "closed s1 of alice"]);
    expect([byes, clock.waiting]).toEqual([[], 0]);
  });

  it("ends with its token", async () => {
    await openSession(minute);
    await clock.turn(minute - 1);
    expect(byes).toEqual([]);
    await clock.turn(1);
    expect(byes).toMatchObject([{ code: "token_expired", retry: "after_auth" }]);
  });

  it("ends at once with a token that has expired meanwhile", async () => {
    await openSession(-1);
    await clock.turn(0);
    expect(byes).toHaveLength(1);
  });

  it("lasts as long as a token of many days, longer than any timer", async () => {
    await openSession(60 * day);
    await clock.turn(60 * day - 1);
    expect(byes).toEqual([]);
    expect(longestWait).toBeLessThanOrEqual(longestTimer);
    await clock.turn(1);
    expect(byes).toHaveLength(1);
  });

  it("lasts longer with a fresh token", async () => {
    const session = await openSession(minute);
    expect(await session.answer("auth", { token: "fresh" })).toEqual({ ok: true });
    await clock.turn(10 * minute - 1);
    expect(byes).toEqual([]);
    await clock.turn(1);
    expect(byes).toHaveLength(1);
    expect(clock.waiting).toBe(0);
  });

  it.each([{ userId: "bob" }, { tenantId: "other" }])("does not change hands to %j", async (more) => {
    const session = await openSession(minute);
    tokenOf = async () => identity(day, more);
    expect(await session.answer("auth", { token: "another" })).toMatchObject({ ok: false, code: "unauthenticated" });
    expect(session.actor.userId).toBe("alice");
    await clock.turn(minute);
    expect(byes).toHaveLength(1);
  });

  it("keeps its own token when a fresh one is refused", async () => {
    const session = await openSession(minute);
    tokenOf = () => Promise.reject(new ChatError("token_expired"));
    expect(await session.answer("auth", { token: "old" })).toMatchObject({ ok: false, code: "token_expired" });
    await clock.turn(minute);
    expect(byes).toHaveLength(1);
  });

  it("that is closed is not kept alive by an answer that comes late", async () => {
    const session = await openSession(minute);
    let authenticated: (fresh: Identity) => void = () => {};
    tokenOf = () => new Promise((resolve) => (authenticated = resolve));
    const answer = session.answer("auth", { token: "fresh" });
    session.close();
    authenticated(identity(day));
    await answer;
    expect(clock.waiting).toBe(0);
  });
});

it("of a client that asks too fast is ended when that goes on all the same, whatever it asks", async () => {
  const session = await openSession(minute, { rates: { "events-per-socket": { points: 2, seconds: 10 } } });
  for (const event of ["sync", "nothing", "auth", "sync"]) await session.answer(event, {});
  expect(byes).toEqual([]);
  expect(await session.answer("sync", { rooms: {} })).toMatchObject({ ok: false, code: "rate_limited" });
  expect(byes).toMatchObject([{ code: "rate_limited", retry: "later", reconnectInMs: 10_000 }]);
});

describe("an event", () => {
  it("that sends a message is answered with its id", async () => {
    const session = await openSession(minute);
    const answer = await session.answer("send", { roomId: "lobby", id: uuid, text: "hello" });
    expect(answer).toEqual({ ok: true, id: uuid, roomId: "lobby", status: "accepted" });
    expect(said).toContain("alice to lobby: hello");
  });

  it("that deletes a message is answered with the command's id, and says where it came from", async () => {
    const session = await openSession(minute);
    const [messageId, commandId] = [uuid.replace(/0$/, "1"), uuid.replace(/0$/, "2")];
    const answer = await session.answer("delete", { roomId: "lobby", messageId, commandId });
    expect(answer).toEqual({ ok: true, id: commandId, roomId: "lobby", status: "accepted" });
    expect(said).toContain(`alice at 192.0.2.7 deletes ${messageId} in lobby`);
  });

  it("that asks for changes is answered room by room", async () => {
    const session = await openSession(minute);
    const answer = await session.answer("sync", { rooms: { lobby: 4 } });
    expect(answer).toEqual({ ok: true, rooms: { lobby: { events: [], version: 4, more: false } } });
  });

  it("that says who is typing is answered with whether it was passed on", async () => {
    const session = await openSession(minute);
    const answers = [true, false].map((active) => session.answer("typing", { roomId: "lobby", active }));
    expect(await Promise.all(answers)).toEqual([
      { ok: true, passed: true },
      { ok: true, passed: false },
    ]);
  });

  it.each(["nothing", "", "constructor", "__proto__", "toString", "disconnect"])(
    "that does not exist is refused: %j",
    async (event) => {
      const session = await openSession(minute);
      expect(await session.answer(event, {})).toMatchObject({ ok: false, code: "not_found" });
    },
  );

  it.each([
    ["send", undefined],
    ["send", null],
    ["send", "hello"],
    ["send", { roomId: "lobby" }],
    ["send", { roomId: "lobby", text: "" }],
    ["send", { roomId: "a/b", text: "hello" }],
    ["send", { roomId: "lobby", text: "hello", id: "not-a-uuid" }],
    ["delete", { roomId: "lobby" }],
    ["delete", { roomId: "lobby", messageId: uuid, commandId: "not-a-uuid" }],
    ["sync", { rooms: { lobby: -1 } }],
    ["sync", []],
    ["typing", { roomId: "lobby" }],
    ["typing", { roomId: "lobby", active: "yes" }],
    ["auth", {}],
  ])("that is not as documented is refused: %s %j", async (event, payload) => {
    const session = await openSession(minute);
    const answer = await session.answer(event, payload);
    expect(answer).toMatchObject({ ok: false, code: "invalid_input", message: expect.any(String) });
    expect(unexpected).toEqual([]);
  });

  it("that the core refuses is answered with the reason", async () => {
    const session = await openSession(minute);
    send = () => Promise.reject(new ChatError("unavailable", "Not now.", { retryAfterMs: 500 }));
    const answer = await session.answer("send", { roomId: "lobby", text: "hello" });
    expect(answer).toEqual({ ok: false, code: "unavailable", message: "Not now.", retryAfterMs: 500 });
    expect(unexpected).toEqual([]);
  });

  it.each([
    [new RangeError("my secret mistake"), "internal"],
    [new StorageFailure("unavailable", "my secret host", undefined), "unavailable"],
  ])("that fails is answered without the text of the failure: %s", async (error, code) => {
    const session = await openSession(minute);
    send = () => Promise.reject(error);
    const answer = await session.answer("send", { roomId: "lobby", text: "hello" });
    expect(answer).toMatchObject({ ok: false, code });
    expect(JSON.stringify(answer)).not.toContain("secret");
    expect(unexpected).toEqual([error]);
  });
});

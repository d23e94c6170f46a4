import { beforeEach, describe, expect, it } from "@jest/globals";
import type { Command } from "../../entities/command.ts";
import { ChatError } from "../../errors.ts";
import type { CommandRecord } from "../../entities/command.ts";
import type { Limits, RateName, Standing } from "../../entities/limits.ts";
import { RateLimited } from "../../entities/limits.ts";
import type { Spending } from "../../limits/budgets.ts";
import type { Membership } from "../../ports/member-store.ts";
import type { Stores } from "../../ports/unit-of-work.ts";
import { aMember, aRef, aUser, digestOf, noon } from "../../../test/support/builders.ts";
import { FakeClock, settled } from "../../../test/support/fake-clock.ts";
import { FakeTelemetry } from "../../../test/support/fakes.ts";
import { SendMessage } from "./send-message.ts";

const uuid = "01900000-0000-7000-8000-000000000000";
const inside: Membership = { room: aRef(), kind: "group", now: noon, memberCount: 2, member: aMember() };
const outside: Membership = { room: aRef(), kind: "group", now: noon, memberCount: 1 };

let clock: FakeClock;
let telemetry: FakeTelemetry;
let published: Command[];
let publish: (command: Command) => Promise<void>;
let membership: () => Promise<Membership | undefined>;
let asked: number;
let record: CommandRecord | undefined;
let spent: string[];
let counts: Limits["counts"];
let refuses: string | undefined;
let send: SendMessage;

beforeEach(() => {
  clock = new FakeClock();
  telemetry = new FakeTelemetry();
  published = [];
  publish = async (command) => void published.push(command);
  membership = () => Promise.resolve(inside);
  asked = 0;
  const ask = () => {
    asked += 1;
    return membership();
  };
  record = undefined;
  [spent, refuses, counts] = [[], undefined, {}];
  const limitsOf = () => ({ rates: {}, counts });
  const spend = async (_tenantId: string, spendings: readonly Spending[]) => {
    spent.push(spendings.map(({ name, owner }) => `${name} ${owner}`).join(" and "));
    const standings = spendings.map(({ name }) => aStanding(name, name !== refuses));
    if (standings.some(({ isGranted }) => !isGranted)) throw new RateLimited(standings);
    return standings;
  };
  const commands = { find: () => Promise.resolve(record) };
  const stores = { members: { membership: ask }, commands } as unknown as Stores;
  const bus = { publish: (command: Command) => publish(command) };
  const receipts = { publish: never };
  send = new SendMessage(
    bus,
    receipts,
    stores,
    clock,
    { uuid: () => uuid },
    { digest },
    { spend },
    limitsOf,
    telemetry,
  );
});

const digest = (text: string): string => digestOf(String((JSON.parse(text) as string[])[1]));
const post = (more: { id?: string; roomId?: string; userId?: string; isService?: true } = {}) =>
  send.execute({
    author: { ...aUser(more.userId), ...(more.isService && { isService: true }) },
    roomId: more.roomId ?? "lobby",
    text: "hello",
    ...(more.id ? { id: more.id } : {}),
  });
const aStanding = (name: RateName, isGranted: boolean): Standing => {
  return { name, rate: { points: 5, seconds: 10 }, isGranted, remaining: 0, resetMs: 7_000 };
};
const never = () => new Promise<never>(() => {});

describe("a message on its way in", () => {
  it("is a command in the queue when the call returns", async () => {
    const { command } = await post({ id: "chosen" });
    const acceptedAt = "2026-01-01T00:00:00.000Z";
    expect(command).toEqual({
      kind: "post",
      room: aRef(),
      authorId: "alice",
      id: "chosen",
      text: "hello",
      digest: digestOf("hello"),
      acceptedAt,
    });
    expect(published).toEqual([command]);
    expect(telemetry.count("commandAccepted")).toBe(1);
  });

  it("is taken again from somebody who may no longer post, for the first decision stands", async () => {
    membership = () => Promise.resolve(outside);
    await expect(post({ id: "chosen" })).rejects.toMatchObject({ code: "room_not_found" });
    record = { status: "applied", version: 4, digest: digestOf("hello") };
    expect((await post({ id: "chosen" })).command.id).toBe("chosen");
    expect(published).toHaveLength(1);
  });

  it("shares one check with all others that come at once", async () => {
    await Promise.all([post(), post(), post()]);
    expect([asked, published.length]).toEqual([1, 3]);
  });

  it("does not share a check that said no: its author may have been added since", async () => {
    const answers = [outside, inside];
    membership = () => Promise.resolve(answers.shift());
    const [early, late] = await Promise.allSettled([post(), post()]);
    expect([early.status, late.status, asked]).toEqual(["rejected", "fulfilled", 2]);
  });

  it("gets an id when it has none", async () => {
    expect((await post()).command.id).toBe(uuid);
  });

  it.each([
    ["room_not_found", undefined],
    ["room_not_found", outside],
    ["forbidden", { ...outside, kind: "channel" } as const],
    ["room_not_found", { ...inside, member: aMember({ leftAt: "2026-01-01T00:00:00.000Z" }) }],
  ] as const)("is refused with %s where its author may not post", async (code, found) => {
    membership = () => Promise.resolve(found);
    await expect(post()).rejects.toMatchObject({ name: "ChatError", code });
    expect(published).toEqual([]);
  });

  it("is unavailable when the queue is, and that is counted", async () => {
    publish = () => Promise.reject(new ChatError("unavailable"));
    await expect(post()).rejects.toMatchObject({ code: "unavailable" });
    expect([telemetry.count("commandUnavailable"), telemetry.count("commandAccepted")]).toEqual([1, 0]);
  });
});

describe("the check on the way in", () => {
  it("believes a yes for 5 s, for this author in this room", async () => {
    await post();
    await clock.turn(4_999);
    await post();
    expect(asked).toBe(1);
    await post({ userId: "bob" });
    await post({ roomId: "den" });
    expect(asked).toBe(3);
    await clock.turn(1);
    await post();
    expect(asked).toBe(4);
  });

  it("believes a yes in slow mode for one post alone, and says how long to wait", async () => {
    membership = () => Promise.resolve({ ...inside, slowMode: 60 });
    await post();
    const lastPostAt = new Date(Date.parse(noon) - 20_000).toISOString();
    membership = () => Promise.resolve({ ...inside, slowMode: 60, lastPostAt });
    await expect(post()).rejects.toMatchObject({ code: "slow_mode", retryAfterMs: 40_000 });
    membership = () => Promise.resolve({ ...inside, slowMode: 60, lastPostAt, member: aMember({ role: "moderator" }) });
    await post();
    expect([asked, published.length]).toEqual([3, 2]);
  });

  it("asks once for whatever a service says in a room, and lends its yes to nobody", async () => {
    membership = () => Promise.resolve(outside);
    await post({ isService: true, userId: "crm" });
    await post({ isService: true });
    expect([asked, published.map(({ byService }) => byService)]).toEqual([1, [true, true]]);
    await expect(post()).rejects.toMatchObject({ code: "room_not_found" });
  });

  it("never keeps a no: who was just added may write at once", async () => {
    membership = () => Promise.resolve(outside);
    await expect(post()).rejects.toMatchObject({ code: "room_not_found" });
    membership = () => Promise.resolve(inside);
    await post();
    expect(published).toHaveLength(1);
  });

  it("without an answer in 250 ms lets the consumer decide, and asks again the next time", async () => {
    membership = never;
    const accepted = post();
    await clock.turn(249);
    expect(published).toEqual([]);
    await clock.turn(1);
    await accepted;
    expect([published.length, telemetry.count("checkSkipped")]).toEqual([1, 1]);
    membership = () => Promise.resolve(outside);
    await expect(post()).rejects.toMatchObject({ code: "room_not_found" });
  });

  it("that fails lets the consumer decide at once", async () => {
    membership = () => Promise.reject(new RangeError("The database is away."));
    await post();
    expect([published.length, telemetry.count("checkSkipped"), clock.waiting]).toEqual([1, 1, 0]);
  });

  it("comes before the queue: one that is refused never gets there", async () => {
    let answer: (found: Membership) => void = () => {};
    membership = () => new Promise((resolve) => (answer = resolve));
    const refused = post().catch((error: unknown) => error);
    await settled();
    expect(published).toEqual([]);
    answer(outside);
    expect(await refused).toBeInstanceOf(ChatError);
  });
});

it("is refused where its tenant allows less text, before it costs anything", async () => {
  counts = { "text-length": 4 };
  await expect(post()).rejects.toMatchObject({ code: "invalid_input", errors: [{ path: "text", code: "too_long" }] });
  expect([spent, published]).toEqual([[], []]);
  counts = { "text-length": 5 };
  await post();
  expect(published).toHaveLength(1);
});

describe("what a post is counted as", () => {
  it("is spent at once where its author is known to be in the room, and told with the command", async () => {
    await post();
    spent = [];
    const { standings } = await post();
    expect(spent).toEqual(["posts-per-user alice and posts-per-room lobby"]);
    expect(standings.map(({ name }) => name)).toEqual(["posts-per-user", "posts-per-room"]);
  });

  it("is spent of the author's before the database is asked, and of the room's by nobody who is not in it", async () => {
    membership = () => Promise.resolve(outside);
    await expect(post()).rejects.toMatchObject({ code: "room_not_found" });
    expect([spent, asked]).toEqual([["posts-per-user alice"], 1]);
    refuses = "posts-per-user";
    await expect(post()).rejects.toMatchObject({ code: "rate_limited", retryAfterMs: 7_000 });
    expect(asked).toBe(1);
  });

  it.each(["posts-per-user", "posts-per-room"])("keeps it from the queue when %s is exhausted", async (name) => {
    await post();
    refuses = name;
    await expect(post()).rejects.toMatchObject({ code: "rate_limited" });
    expect(published).toHaveLength(1);
  });
});

import { beforeEach, describe, expect, it } from "@jest/globals";
import type { Limits } from "../../entities/limits.ts";
import { RateLimited } from "../../entities/limits.ts";
import type { Notice } from "../../entities/notice.ts";
import type { Privacy } from "../../entities/privacy.ts";
import type { Spending } from "../../limits/budgets.ts";
import type { Membership } from "../../ports/member-store.ts";
import { aMember, aRef, aUser, noon } from "../../../test/support/builders.ts";
import { FakeClock } from "../../../test/support/fake-clock.ts";
import { FakeBroadcaster } from "../../../test/support/fakes.ts";
import { ShowTyping } from "./show-typing.ts";

const inside: Membership = { room: aRef(), kind: "group", now: noon, memberCount: 2, member: aMember() };

let clock: FakeClock;
let broadcaster: FakeBroadcaster;
let membership: () => Promise<Membership | undefined>;
let asked: number;
let spent: string[];
let spend: () => Promise<void>;
let counts: Limits["counts"];
let privacy: Privacy;
let showTyping: ShowTyping;

beforeEach(() => {
  clock = new FakeClock();
  broadcaster = new FakeBroadcaster();
  membership = () => Promise.resolve(inside);
  [asked, spent, counts, privacy] = [0, [], {}, {}];
  spend = () => Promise.resolve();
  const members = {
    membership: () => {
      asked += 1;
      return membership();
    },
  };
  const budgets = {
    spend: async (_tenantId: string, spendings: readonly Spending[]) => {
      spent.push(...spendings.map(({ name, owner }) => `${name} ${owner}`));
      await spend();
      return [];
    },
  };
  showTyping = new ShowTyping(
    members,
    broadcaster,
    clock,
    budgets,
    () => ({ rates: {}, counts }),
    () => privacy,
  );
});

const isTyping = (active = true, more: { userId?: string; isService?: true } = {}) =>
  showTyping.execute({
    typist: { ...aUser(more.userId), ...(more.isService && { isService: true }) },
    roomId: "lobby",
    active,
  });

const told = (active: boolean, expiresInMs: number): Notice => ({
  to: "typing",
  room: aRef(),
  typing: { roomId: "lobby", userId: "alice", active, expiresInMs },
});

describe("that a member is typing", () => {
  it("is announced to the room, with how long it lasts; and so is the end of it", async () => {
    expect([await isTyping(), await isTyping(false)]).toEqual([{ passed: true }, { passed: true }]);
    expect(broadcaster.published).toEqual([told(true, 6_000), told(false, 0)]);
  });

  it("is not announced again within 2 s", async () => {
    expect([await isTyping(), await isTyping()]).toEqual([{ passed: true }, { passed: false }]);
    expect(broadcaster.published).toHaveLength(1);
  });

  it("is not announced where the typist hides it, and again as soon as the typist does not", async () => {
    privacy = { typing: false };
    expect(await isTyping()).toEqual({ passed: false });
    privacy = { presence: false };
    expect(await isTyping()).toEqual({ passed: true });
    expect(broadcaster.published).toEqual([told(true, 6_000)]);
  });

  it("is not announced where the room hides it, nor for as long as that is believed", async () => {
    membership = () => Promise.resolve({ ...inside, privacy: { typing: false } });
    expect(await isTyping()).toEqual({ passed: false });
    membership = () => Promise.resolve(inside);
    expect(await isTyping()).toEqual({ passed: false });
    await clock.turn(5_000);
    expect(await isTyping()).toEqual({ passed: true });
  });

  it("waits for nobody to be told, and is not repeated when it was lost", async () => {
    broadcaster.onPublish = () => new Promise(() => {});
    expect(await isTyping()).toEqual({ passed: true });
    await clock.turn(60_000);
    expect(broadcaster.published).toHaveLength(1);
  });

  it("is announced up to the size of a room that is set, and not beyond", async () => {
    counts = { "signals-room-size": 2 };
    expect(await isTyping()).toEqual({ passed: true });
    membership = () => Promise.resolve({ ...inside, memberCount: 3 });
    expect(await isTyping(true, { userId: "bob" })).toEqual({ passed: false });
    expect(await isTyping(false, { userId: "bob" })).toEqual({ passed: false });
    expect(broadcaster.published).toEqual([told(true, 6_000)]);
  });

  it("is announced while the member waits for the next post in slow mode", async () => {
    membership = () => Promise.resolve({ ...inside, slowMode: 60, lastPostAt: noon });
    expect(await isTyping()).toEqual({ passed: true });
  });
});

describe("whether somebody may", () => {
  it("is asked once in 5 s, and counted as a read", async () => {
    for (let seconds = 0; seconds < 11; seconds += 1) {
      await isTyping();
      await clock.turn(1_000);
    }
    expect([asked, spent]).toEqual([3, Array(3).fill("reads-per-user alice")]);
  });

  it.each<[string, string, Membership | undefined]>([
    ["a muted member", "muted", { ...inside, member: aMember({ mutedUntil: "2026-01-01T13:00:00.000Z" }) }],
    ["a reader", "forbidden", { ...inside, member: aMember({ role: "reader" }) }],
    ["a member of a locked room", "room_locked", { ...inside, locked: true }],
    ["a member of an archived room", "room_archived", { ...inside, archived: true }],
    ["one of two, of whom one has blocked the other", "blocked", { ...inside, kind: "direct", isBlocked: true }],
    ["who is no member", "room_not_found", { room: aRef(), kind: "group", now: noon, memberCount: 1 }],
    ["anybody, of a room that there is not", "room_not_found", undefined],
  ])("is refused to %s, with %s, and asked anew each time", async (_who, code, found) => {
    membership = () => Promise.resolve(found);
    await expect(isTyping()).rejects.toMatchObject({ name: "ChatError", code });
    await expect(isTyping(false)).rejects.toMatchObject({ code });
    expect([asked, broadcaster.published]).toEqual([2, []]);
    membership = () => Promise.resolve(inside);
    expect(await isTyping()).toEqual({ passed: true });
  });

  it("is another question for a service with the same id, which costs no user's budget", async () => {
    membership = () => Promise.resolve({ ...inside, memberCount: 1 });
    expect(await isTyping(true, { isService: true })).toEqual({ passed: true });
    expect(spent).toEqual([]);
    membership = () => Promise.resolve(undefined);
    await expect(isTyping()).rejects.toMatchObject({ code: "room_not_found" });
  });

  it("is not asked by who has asked too much", async () => {
    spend = () => Promise.reject(new RateLimited([]));
    await expect(isTyping()).rejects.toMatchObject({ code: "rate_limited" });
    expect(asked).toBe(0);
  });

  it("is nothing to wait long for", async () => {
    membership = () => new Promise(() => {});
    const refused = expect(isTyping()).rejects.toMatchObject({ code: "unavailable", retryAfterMs: 1_000 });
    await clock.turn(2_000);
    await refused;
  });
});

import { beforeEach, describe, expect, it } from "@jest/globals";
import type { Limits } from "../../entities/limits.ts";
import type { Notice } from "../../entities/notice.ts";
import type { Receipt } from "../../entities/receipt.ts";
import type { MovedWatermarks } from "../../entities/watermarks.ts";
import { StorageFailure } from "../../errors.ts";
import type { Stores, UnitOfWork } from "../../ports/unit-of-work.ts";
import { aRef, aUser } from "../../../test/support/builders.ts";
import { FakeClock } from "../../../test/support/fake-clock.ts";
import { FakeTelemetry } from "../../../test/support/fakes.ts";
import { ApplyReceipts } from "./apply-receipts.ts";

const receipt = (userId: string, roomId = "lobby"): Receipt => ({
  room: aRef({ roomId }),
  userId,
  delivered: 3,
  read: 3,
  userVersion: 1,
});

let telemetry: FakeTelemetry;
let moved: readonly MovedWatermarks[];
let over: readonly Receipt[];
let failure: Error | undefined;
let told: Notice[];
let isTaken: boolean;
let limits: Limits["counts"];
let asked: (readonly number[])[];
let unmarked: string[];
let apply: ApplyReceipts;

beforeEach(() => {
  telemetry = new FakeTelemetry();
  [moved, over, told, asked, unmarked] = [[], [], [], [], []];
  [failure, isTaken, limits] = [undefined, true, { "signals-room-size": 5 }];
  const stores = {
    receipts: {
      apply: (_: unknown, shownUpTo: readonly number[]) => {
        asked.push(shownUpTo);
        return Promise.resolve(moved);
      },
      overMarkers: () => Promise.resolve(over),
    },
    users: { bump: (_: string, [userId]: readonly [string]) => Promise.resolve(new Map([[userId, 8]])) },
    settings: {
      change: (_: unknown, userId: string) => {
        unmarked.push(userId);
        return Promise.resolve({ pinned: true });
      },
    },
  } as unknown as Stores;
  const run = <T>(work: (all: Stores) => Promise<T>): Promise<T> => (failure ? Promise.reject(failure) : work(stores));
  const publish = (notices: readonly Notice[]) => {
    told.push(...notices);
    return Promise.resolve(isTaken);
  };
  const unitOfWork = { run } as UnitOfWork;
  apply = new ApplyReceipts(unitOfWork, { publish }, () => ({ rates: {}, counts: limits }), new FakeClock(), telemetry);
});

const at = (userId: string, marks?: number, roomId = "lobby"): MovedWatermarks => ({
  room: aRef({ roomId }),
  userId,
  delivered: 3,
  read: 3,
  ...(marks !== undefined && { marks }),
});

describe("a batch of receipts", () => {
  it("is one event for each room that shows them, and one for each member where a room does not", async () => {
    moved = [at("alice", 7), at("bob", 7), at("alice", undefined, "hall"), at("alice", undefined, "arena")];
    expect(await apply.execute([receipt("alice")])).toEqual({ kind: "done" });
    const watermarks = { delivered: 3, read: 3 };
    const own = { prev: 0, marks: 0, receipts: [{ userId: "alice", ...watermarks }] };
    const receipts = ["alice", "bob"].map((userId) => ({ userId, ...watermarks }));
    expect(told).toEqual([
      { to: "receipts", room: aRef(), event: { roomId: "lobby", prev: 6, marks: 7, receipts } },
      {
        to: "reader",
        user: aUser(),
        events: [
          { roomId: "hall", ...own },
          { roomId: "arena", ...own },
        ],
      },
    ]);
  });

  it("is shown to the room without what is hidden, and whole to whose it is", async () => {
    const shown = { userId: "bob", delivered: 3, read: 0 };
    moved = [at("alice", 7), { ...at("bob", 7), shown }];
    await apply.execute([receipt("alice")]);
    const [alice, bob] = ["alice", "bob"].map((userId) => ({ userId, delivered: 3, read: 3 }));
    expect(told).toEqual([
      { to: "receipts", room: aRef(), event: { roomId: "lobby", prev: 6, marks: 7, receipts: [alice, shown] } },
      { to: "reader", user: aUser("bob"), events: [{ roomId: "lobby", prev: 0, marks: 0, receipts: [bob] }] },
    ]);
  });

  it("asks for each tenant how large a room may be that shows them", async () => {
    await apply.execute([receipt("alice"), receipt("bob")]);
    limits = {};
    await apply.execute([receipt("alice")]);
    expect(asked).toEqual([[5, 5], [Infinity]]);
  });

  it("tells nobody where nothing moved", async () => {
    await apply.execute([receipt("alice")]);
    await apply.execute([]);
    expect([told, asked.length]).toEqual([[], 1]);
    expect(telemetry.of("receiptsApplied")).toEqual([[{ size: 1, moved: 0, ms: 0 }]]);
  });

  it("takes away the markers that were set before, user by user, and tells their devices", async () => {
    over = [receipt("bob"), receipt("alice")];
    await apply.execute(over);
    expect(unmarked).toEqual(["alice", "bob"]);
    const change = { type: "settings", roomId: "lobby", prev: 7, version: 8, settings: { pinned: true } };
    expect(told).toEqual(["alice", "bob"].map((userId) => ({ to: "user", user: aUser(userId), changes: [change] })));
  });

  it("waits while the database is away, and is put aside for what nobody expected", async () => {
    failure = new StorageFailure("unavailable", "Away.", undefined);
    expect(await apply.execute([receipt("alice")])).toEqual({ kind: "later" });
    failure = new RangeError("What?");
    expect(await apply.execute([receipt("alice")])).toEqual({ kind: "dead", reason: "RangeError: What?" });
    expect(telemetry.count("batchDelayed")).toBe(1);
  });

  it("is done also where nobody heard of it, which is counted", async () => {
    [moved, isTaken] = [[at("alice", 1)], false];
    expect(await apply.execute([receipt("alice")])).toEqual({ kind: "done" });
    expect(telemetry.count("noticesLost")).toBe(1);
  });
});

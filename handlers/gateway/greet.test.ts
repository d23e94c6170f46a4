import { beforeEach, describe, expect, it } from "@jest/globals";
import { RateLimited } from "../../core/entities/limits.ts";
import type { Identity } from "../../core/entities/user.ts";
import { catalogue, ChatError, StorageFailure } from "../../core/errors.ts";
import type { ErrorCode } from "../../core/errors.ts";
import { anIdentity } from "../../test/support/builders.ts";
import { byeOf, draining } from "./byes.ts";
import { greet } from "./greet.ts";

let unexpected: unknown[];
let failed: unknown[];
let isExhausted: boolean;
let isFull: boolean;
beforeEach(() => {
  [unexpected, failed, isExhausted, isFull] = [[], [], false, false];
});

const rate = { points: 1, seconds: 60 };
const countFailure = async (address: string | undefined) => {
  failed.push(address);
  if (!isExhausted) return;
  throw new RateLimited([{ name: "failures-per-address", rate, isGranted: false, remaining: 0, resetMs: 9_000 }]);
};

const meet = (auth: unknown, execute: (token: string) => Promise<Identity> = async () => anIdentity()) =>
  greet(
    {
      useCases: { authenticate: { execute }, countFailure: { execute: countFailure } },
      held: { isFull: () => isFull },
      onUnexpected: (error) => void unexpected.push(error),
    },
    auth,
    "192.0.2.1",
  );

describe("a greeting", () => {
  it("says who is at the other end", async () => {
    expect(await meet({ token: "t", protocol: 1 })).toEqual(anIdentity());
  });

  it("lets a newer client say more about itself", async () => {
    expect(await meet({ token: "t", protocol: 1, client: "app/2", more: true })).toEqual(anIdentity());
  });

  it.each([{ token: "t" }, { token: 1, protocol: 1 }, { token: "t", protocol: "1" }])(
    "is refused for good when it is not as documented: %j",
    async (auth) => {
      expect(await meet(auth)).toMatchObject({ refused: { code: "invalid_input", retry: "never" } });
      expect(unexpected).toEqual([]);
    },
  );

  it.each([undefined, null, {}, { protocol: 1 }, { token: "", protocol: 1 }])(
    "without a token asks for one: %j",
    async (auth) => {
      expect(await meet(auth)).toMatchObject({ refused: { code: "unauthenticated", retry: "after_auth" } });
    },
  );

  it.each([0, 2])("is refused for good in protocol %s", async (protocol) => {
    const message = "This server speaks protocol 1.";
    expect(await meet({ token: "t", protocol })).toEqual({
      refused: { code: "invalid_input", message, retry: "never" },
    });
  });

  it.each([
    ["token_expired", "after_auth"],
    ["unauthenticated", "after_auth"],
    ["unavailable", "later"],
  ] as const)("that fails with %s may be repeated %s", async (code, retry) => {
    const refused = await meet({ token: "t", protocol: 1 }, () => Promise.reject(new ChatError(code)));
    expect(refused).toMatchObject({ refused: { code, retry } });
    expect(unexpected).toEqual([]);
  });

  it("counts against its address when it is of nobody, not when its token is over or a part is away", async () => {
    await meet({ token: "t", protocol: 0 });
    await meet({ token: "t", protocol: 1 }, () => Promise.reject(new ChatError("unauthenticated")));
    expect(failed).toEqual(["192.0.2.1", "192.0.2.1"]);
    for (const code of ["token_expired", "unavailable"] as const) {
      await meet({ token: "t", protocol: 1 }, () => Promise.reject(new ChatError(code)));
    }
    await meet({ token: "t", protocol: 1 });
    expect(failed).toHaveLength(2);
  });

  it("that fails once too often is told when to come back; one that does not fail is let in", async () => {
    isExhausted = true;
    expect(await meet({})).toMatchObject({ refused: { code: "rate_limited", retry: "later", reconnectInMs: 9_000 } });
    expect(await meet({ token: "t", protocol: 1 })).toEqual(anIdentity());
  });

  it("of somebody who holds too many sockets is refused, and may come later", async () => {
    isFull = true;
    expect(await meet({ token: "t", protocol: 1 })).toMatchObject({
      refused: { code: "too_many_sockets", retry: "later" },
    });
  });

  it("tells nothing of what nobody expected", async () => {
    const mistake = new RangeError("my secret");
    const refused = await meet({ token: "t", protocol: 1 }, () => Promise.reject(mistake));
    expect(refused).toEqual({ refused: { code: "internal", message: catalogue.internal.title, retry: "later" } });
    expect(unexpected).toEqual([mistake]);
  });
});

describe("a goodbye", () => {
  it("says for every code whether to come back, and when", () => {
    const codes = Object.keys(catalogue) as ErrorCode[];
    const retries = new Map(codes.map((code) => [code, byeOf(new ChatError(code)).retry]));
    for (const [code, retry] of retries) {
      const { retry: meant } = catalogue[code];
      expect(retry).toBe(meant === "same" ? "later" : meant);
    }
  });

  it("sends who comes while the database is away back later", () => {
    expect(byeOf(new StorageFailure("unavailable", "away", undefined))).toMatchObject({
      code: "unavailable",
      retry: "later",
    });
  });

  it("names when to come back from a server that shuts down", () => {
    expect(draining(700)).toMatchObject({ code: "draining", retry: "now", reconnectInMs: 700 });
  });
});

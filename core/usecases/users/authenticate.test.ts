import { beforeEach, describe, expect, it } from "@jest/globals";
import type { UserRef } from "../../entities/refs.ts";
import type { TokenTerms } from "../../entities/token-terms.ts";
import type { Identity, ProfileClaims } from "../../entities/user.ts";
import { ChatError } from "../../errors.ts";
import type { UserStore } from "../../ports/user-store.ts";
import { anIdentity } from "../../../test/support/builders.ts";
import { FakeClock } from "../../../test/support/fake-clock.ts";
import { FakeTelemetry } from "../../../test/support/fakes.ts";
import { Authenticate } from "./authenticate.ts";

let clock: FakeClock;
let telemetry: FakeTelemetry;
let seen: string[];
let see: () => Promise<void>;
let terms: TokenTerms;
let verified: Identity | undefined;
let authenticate: Authenticate;

/** A token reads as its user and name: `alice Alice`. */
beforeEach(() => {
  clock = new FakeClock();
  telemetry = new FakeTelemetry();
  seen = [];
  verified = undefined;
  terms = {};
  see = () => Promise.resolve();
  const users = {
    see: async ({ tenantId, userId }: UserRef, { name }: ProfileClaims) => {
      seen.push(`${tenantId} ${userId} ${name}`);
      await see();
    },
  } as unknown as UserStore;
  const verify = async (token: string) => {
    if (verified) return verified;
    const [userId = "", name = "", tenantId = "acme"] = token.split(" ");
    if (userId === "mallory") throw new ChatError("unauthenticated");
    return anIdentity({ userId, name, tenantId });
  };
  authenticate = new Authenticate({ verify }, { of: async () => terms }, users, clock, telemetry);
});

describe("a token", () => {
  it("says who is asking, and makes the user on first sight", async () => {
    expect(await authenticate.execute("alice Alice")).toEqual(anIdentity({ name: "Alice" }));
    expect(seen).toEqual(["acme alice Alice"]);
  });

  it("is taken over once, until the profile changes", async () => {
    for (const token of ["alice Alice", "alice Alice", "alice Alicia", "alice Alicia"]) {
      await authenticate.execute(token);
    }
    expect(seen).toEqual(["acme alice Alice", "acme alice Alicia"]);
  });

  it("that was revoked, or is of a user who is deactivated, is refused and makes nobody", async () => {
    const tokensFrom = "2026-01-01T00:00:01.000Z";
    terms = { tokensFrom };
    for (const issuedAt of [undefined, Date.parse(tokensFrom) - 1]) {
      verified = anIdentity({ ...(issuedAt === undefined ? {} : { issuedAt }) });
      await expect(authenticate.execute("any")).rejects.toMatchObject({ code: "token_revoked" });
    }
    expect(seen).toEqual([]);
    verified = anIdentity({ issuedAt: Date.parse(tokensFrom) });
    expect(await authenticate.execute("any")).toEqual(verified);
    terms = { isDeactivated: true };
    await expect(authenticate.execute("any")).rejects.toMatchObject({ code: "user_deactivated" });
  });

  it("issued later is taken over again, since something may have been saved in between", async () => {
    for (const issuedAt of [1_000, 1_000, 2_000]) {
      verified = anIdentity({ name: "Alice", issuedAt });
      await authenticate.execute("any");
    }
    verified = anIdentity({ issuedAt: 3_000 });
    await authenticate.execute("any");
    verified = anIdentity({ issuedAt: 4_000 });
    await authenticate.execute("any");
    expect(seen).toHaveLength(3);
  });

  it("of another tenant is of another user", async () => {
    for (const token of ["alice Alice acme", "alice Alice other"]) await authenticate.execute(token);
    expect(seen).toEqual(["acme alice Alice", "other alice Alice"]);
  });

  it("that is refused makes nobody", async () => {
    await expect(authenticate.execute("mallory M")).rejects.toMatchObject({ code: "unauthenticated" });
    expect(seen).toEqual([]);
  });

  it("counts at once while the database is away, and is taken over the next time", async () => {
    see = () => Promise.reject(new RangeError("The database is away."));
    expect(await authenticate.execute("alice Alice")).toMatchObject({ userId: "alice" });
    expect(telemetry.of("setback")).toEqual([["taking over a profile", expect.any(RangeError)]]);
    see = () => Promise.resolve();
    await authenticate.execute("alice Alice");
    await authenticate.execute("alice Alice");
    expect(seen).toHaveLength(2);
  });

  it("waits 250 ms at most for the database, which may finish later", async () => {
    let finish: () => void = () => {};
    see = () => new Promise((resolve) => (finish = resolve));
    let isOver = false;
    const identity = authenticate.execute("alice Alice").finally(() => (isOver = true));
    await clock.turn(249);
    expect(isOver).toBe(false);
    await clock.turn(1);
    expect(await identity).toMatchObject({ userId: "alice" });
    finish();
    await clock.turn(0);
    await authenticate.execute("alice Alice");
    expect(seen).toHaveLength(1);
  });
});

import { beforeEach, describe, expect, it } from "@jest/globals";
import type { Identity } from "../../core/entities/user.ts";
import { ChatError } from "../../core/errors.ts";
import type { TokenVerifier } from "../../core/ports/token-verifier.ts";
import { FakeClock } from "../../test/support/fake-clock.ts";
import { RememberingTokenVerifier } from "./remembering-verifier.ts";

let clock: FakeClock;
let asked: string[];
/** Milliseconds that a token lasts from now on; none is not accepted. */
let lasts: number | undefined;
let verifier: RememberingTokenVerifier;

const inner: TokenVerifier = {
  verify: async (token): Promise<Identity> => {
    asked.push(token);
    if (lasts === undefined) throw new ChatError("unauthenticated");
    return { tenantId: "default", userId: token, expiresAt: clock.now() + lasts };
  },
};

beforeEach(() => {
  clock = new FakeClock();
  asked = [];
  lasts = 3_600_000;
  verifier = new RememberingTokenVerifier(inner, clock);
});

describe("a token that counted", () => {
  it("is not checked again for a minute", async () => {
    for (const token of ["alice", "bob", "alice"]) {
      expect(await verifier.verify(token)).toMatchObject({ userId: token });
    }
    expect(asked).toEqual(["alice", "bob"]);
    await clock.turn(60_000);
    await verifier.verify("alice");
    expect(asked).toEqual(["alice", "bob", "alice"]);
  });

  it("does not outlive itself", async () => {
    lasts = 5_000;
    await verifier.verify("alice");
    lasts = undefined;
    await clock.turn(4_999);
    await verifier.verify("alice");
    await clock.turn(1);
    await expect(verifier.verify("alice")).rejects.toMatchObject({ code: "unauthenticated" });
  });

  it("is one of a limited number that are kept", async () => {
    for (let index = 0; index <= 10_000; index += 1) await verifier.verify(`user-${index}`);
    await verifier.verify("user-0");
    expect(asked.filter((token) => token === "user-0")).toHaveLength(2);
  });
});

it("asks again about a token that did not count", async () => {
  lasts = undefined;
  await expect(verifier.verify("alice")).rejects.toMatchObject({ code: "unauthenticated" });
  lasts = 1_000;
  expect(await verifier.verify("alice")).toMatchObject({ userId: "alice" });
});

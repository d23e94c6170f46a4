import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import type { Kept } from "../../../test/support/builders-stored.ts";
import { keptIn, StoredTenant } from "../../../test/support/builders-stored.ts";
import { openEmbeddedDatabase } from "../../../test/support/embedded-database.ts";
import { FakeBroadcaster } from "../../../test/support/fakes.ts";
import type { Clock } from "../../ports/clock.ts";
import { ChangeUser } from "./change-user.ts";
import { RevokeTokens } from "./revoke-tokens.ts";

let kept: Kept;
let tenant: StoredTenant;
let broadcaster: FakeBroadcaster;
let slept: number[];

beforeAll(async () => {
  kept = keptIn(await openEmbeddedDatabase());
});
afterAll(() => kept.close());
beforeEach(() => {
  tenant = new StoredTenant(kept);
  broadcaster = new FakeBroadcaster();
  slept = [];
});

const clock: Clock = {
  now: () => 0,
  after: (ms, run) => {
    slept.push(ms);
    run();
    return () => undefined;
  },
};

const service = () => ({ ...tenant.user("crm"), isService: true as const });
const revoke = (actor: ReturnType<typeof service> | ReturnType<typeof tenant.user>, userId: string, before?: string) =>
  new RevokeTokens(kept.unitOfWork, broadcaster, clock).execute({ actor, userId, ...(before && { before }) });
const change = (actor: Parameters<typeof revoke>[0], userId: string, deactivated: boolean) =>
  new ChangeUser(kept.unitOfWork, broadcaster).execute({ actor, userId, change: { deactivated } });

describe("revoking tokens", () => {
  it("waits for the end of the second, so that no token of the same second is both before and after", async () => {
    const { tokensFrom } = await revoke(tenant.user("alice"), "alice");
    expect(tokensFrom).toMatch(/:\d\d\.000Z$/);
    expect(slept[0]! > 0 && slept[0]! <= 1_000).toBe(true);
    expect(broadcaster.published).toEqual([{ to: "tokens", user: tenant.user("alice"), terms: { tokensFrom } }]);
  });

  it("of somebody else is for services, also before anybody has seen the user", async () => {
    await expect(revoke(tenant.user("bob"), "alice")).rejects.toMatchObject({ code: "forbidden" });
    const before = "2026-01-01T12:00:00.500+01:00";
    expect(await revoke(service(), "alice", before)).toEqual({ tokensFrom: "2026-01-01T11:00:00.500Z" });
  });
});

describe("deactivating", () => {
  it("is for services, and is told once, with all that decides", async () => {
    const { tokensFrom } = await revoke(service(), "alice", "2026-01-01T00:00:00Z");
    await expect(change(tenant.user("alice"), "alice", true)).rejects.toMatchObject({ code: "forbidden" });
    await expect(change(tenant.user("bob"), "alice", true)).rejects.toMatchObject({ code: "forbidden" });
    for (let again = 0; again < 2; again += 1) {
      expect(await change(service(), "alice", true)).toMatchObject({ deactivated: true });
    }
    expect(await change(service(), "alice", false)).not.toHaveProperty("deactivated");
    expect(broadcaster.published.slice(1)).toMatchObject([{ terms: { isDeactivated: true, tokensFrom } }, { terms: { tokensFrom } }]); // prettier-ignore
  });
});

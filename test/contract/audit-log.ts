import { beforeEach, describe, expect, it } from "@jest/globals";
import type { AuditEntry } from "../../core/entities/audit.ts";
import type { Kept } from "../support/builders-stored.ts";
import { StoredTenant } from "../support/builders-stored.ts";

const time = expect.stringMatching(/Z$/);

/** What is promised of the record of who did what. */
export const auditLogContract = (kept: () => Kept): void => {
  describe("the audit log", () => {
    let tenant: StoredTenant;
    beforeEach(() => {
      tenant = new StoredTenant(kept());
    });
    const log = () => kept().stores.audit;
    const entry = (more: Partial<AuditEntry> = {}): AuditEntry => ({
      actor: tenant.user("alice"),
      action: "user.banned",
      room: tenant.ref(),
      ...more,
    });

    it("keeps everything that it is told, and gives no more", async () => {
      const origin = { address: "2001:db8::1", requestId: "r-1" };
      const details = { from: 'a "role" \\ of {one}', seconds: 60, isLast: true, until: null };
      await log().record([
        entry(),
        entry({ actor: { ...tenant.user("bob"), isService: true, origin }, target: "carol", details }),
      ]);
      const { records } = await log().ofRoom(tenant.ref(), 10);
      const [latest, first] = records;
      expect(first).toEqual({
        number: expect.any(Number),
        action: "user.banned",
        actorId: "alice",
        roomId: tenant.ref().roomId,
        at: time,
      });
      expect(latest).toEqual({
        ...first,
        number: first!.number + 1,
        actorId: "bob",
        byService: true,
        target: "carol",
        details,
        ...origin,
      });
    });

    it("is read page by page, the latest first, of one room or one tenant", async () => {
      await log().record([entry({ target: "a" }), entry({ target: "b" }), entry({ target: "c" })]);
      await log().record([
        entry({ room: tenant.ref("other"), target: "d" }),
        { actor: tenant.user("alice"), action: "room.created" },
      ]);
      const [one, two] = [await log().ofRoom(tenant.ref(), 2), await log().ofTenant(tenant.tenantId, 10)];
      expect(one.records.map(({ target }) => target)).toEqual(["c", "b"]);
      const rest = await log().ofRoom(tenant.ref(), 2, one.cursor);
      expect([rest.records.map(({ target }) => target), rest.cursor]).toEqual([["a"], undefined]);
      expect(two.records.map(({ target }) => target)).toEqual([undefined, "d", "c", "b", "a"]);
      expect((await log().ofTenant("nobody-else", 10)).records).toEqual([]);
    });

    it("takes in one call what was done in several tenants, and gives each its own", async () => {
      const other = new StoredTenant(kept());
      await log().record([
        entry(),
        { actor: other.user("bob"), action: "message.deleted", room: other.ref() },
        entry(),
      ]);
      expect((await log().ofTenant(tenant.tenantId, 10)).records).toHaveLength(2);
      expect((await log().ofTenant(other.tenantId, 10)).records).toMatchObject([{ action: "message.deleted" }]);
    });

    it("takes nothing of a transaction that fails, and no cursor of another list", async () => {
      const failing = kept().unitOfWork.run(async ({ audit }) => {
        await audit.record([entry()]);
        throw new RangeError("Enough.");
      });
      await expect(failing).rejects.toThrow(RangeError);
      expect((await log().ofRoom(tenant.ref(), 10)).records).toEqual([]);
      await expect(log().ofRoom(tenant.ref(), 10, "WyJhIl0")).rejects.toMatchObject({ code: "invalid_input" });
    });
  });
};

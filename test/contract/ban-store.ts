import { beforeEach, describe, expect, it } from "@jest/globals";
import type { Kept } from "../support/builders-stored.ts";
import { StoredTenant } from "../support/builders-stored.ts";

const time = expect.stringMatching(/Z$/);

/** What is promised of bans. */
export const banStoreContract = (kept: () => Kept): void => {
  describe("bans", () => {
    let tenant: StoredTenant;
    beforeEach(() => {
      tenant = new StoredTenant(kept());
    });
    const bans = () => kept().stores.bans;
    const put = (userId: string, seconds?: number, roomId = "lobby") =>
      bans().put(tenant.ref(roomId), { userId, bannedBy: "alice", ...(seconds === undefined ? {} : { seconds }) });
    const inForce = () => bans().inForce(tenant.ref(), ["bob", "carol"]);

    it("last until they are lifted, once, or for so many seconds", async () => {
      expect(await put("bob")).toEqual({ userId: "bob", bannedBy: "alice", at: time });
      const { at, until = "" } = await put("carol", 90);
      expect(Date.parse(until) - Date.parse(at)).toBe(90_000);
      expect([...(await inForce())].sort()).toEqual(["bob", "carol"]);
      expect([await bans().lift(tenant.ref(), "bob"), await bans().lift(tenant.ref(), "bob")]).toEqual([true, false]);
      expect(await inForce()).toEqual(["carol"]);
    });

    it("are over when their time is, and then none is lifted", async () => {
      // Times are rounded to milliseconds, so that one which ends now may end a moment later.
      await put("bob", -1);
      expect([await inForce(), (await bans().page(tenant.ref(), 10)).bans]).toEqual([[], []]);
      expect(await bans().lift(tenant.ref(), "bob")).toBe(false);
    });

    it("take the place of an earlier one", async () => {
      await put("bob", 90);
      const reason = "\\ \u0001 👋";
      await bans().put(tenant.ref(), { userId: "bob", bannedBy: "carol", reason });
      expect((await bans().page(tenant.ref(), 10)).bans).toEqual([
        { userId: "bob", bannedBy: "carol", reason, at: time },
      ]);
    });

    it("are of one room, and listed page by page by user id", async () => {
      await put("dave", undefined, "other");
      for (const userId of ["Z", "ä", "a"]) await put(userId);
      const first = await bans().page(tenant.ref(), 2);
      expect(first.bans.map(({ userId }) => userId)).toEqual(["Z", "a"]);
      const second = await bans().page(tenant.ref(), 2, first.cursor);
      expect([second.bans.map(({ userId }) => userId), second.cursor]).toEqual([["ä"], undefined]);
      await expect(bans().page(tenant.ref(), 2, "e30")).rejects.toMatchObject({ code: "invalid_input" });
    });
  });
};

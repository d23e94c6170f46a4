import { beforeEach, describe, expect, it } from "@jest/globals";
import type { Kept } from "../support/builders-stored.ts";
import { StoredTenant } from "../support/builders-stored.ts";

/** What is promised of invitations. */
export const invitationStoreContract = (kept: () => Kept): void => {
  describe("invitations", () => {
    let tenant: StoredTenant;
    beforeEach(() => {
      tenant = new StoredTenant(kept());
    });
    const invitations = () => kept().stores.invitations;
    const put = (userId: string, roomId = "lobby") =>
      invitations().put(tenant.ref(roomId), { userId, role: "member", invitedBy: "alice" }, 1);
    const pair = (userId: string, roomId = "lobby") => ({ room: tenant.ref(roomId), userId });
    const invited = async (...pairs: readonly ReturnType<typeof pair>[]) =>
      (await invitations().invited(pairs)).map(({ room, userId }) => `${room.roomId} ${userId}`).sort();

    it("are found for many pairs at once while they are open, each in its room and its tenant", async () => {
      const other = new StoredTenant(kept());
      await put("bob");
      await put("carol", "other");
      for (const userId of ["dave", "emil"]) await put(userId);
      await invitations().close(tenant.ref(), "dave", 2);
      await invitations().forget(tenant.ref(), ["emil"]);
      const asked = ["bob", "carol", "dave", "emil", "bob"].map((userId) => pair(userId));
      expect(await invited(...asked, pair("carol", "other"), pair("bob", "other"))).toEqual([
        "lobby bob",
        "other carol",
      ]);
      expect(await invited({ room: other.ref(), userId: "bob" })).toEqual([]);
      await put("dave");
      expect(await invited(pair("dave"))).toEqual(["lobby dave"]);
    });
  });
};

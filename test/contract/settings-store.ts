import { beforeEach, describe, expect, it } from "@jest/globals";
import type { SettingsChange } from "../../core/entities/room-settings.ts";
import type { Kept } from "../support/builders-stored.ts";
import { StoredTenant } from "../support/builders-stored.ts";

/** What is promised of members' own settings. */
export const settingsStoreContract = (kept: () => Kept): void => {
  describe("a member's own settings", () => {
    let tenant: StoredTenant;
    beforeEach(async () => {
      tenant = new StoredTenant(kept());
      await tenant.room(["alice", "bob"]);
    });
    const change = (wish: SettingsChange, userId = "bob") =>
      kept().unitOfWork.run(async ({ settings, users }) => {
        const version = (await users.bump(tenant.tenantId, [userId])).get(userId) ?? 0;
        return settings.change(tenant.ref(), userId, wish, version);
      });
    const shown = async (userId = "bob") => (await kept().stores.rooms.summary(tenant.ref(), userId))?.settings;
    const listed = async (wanted = {}) => {
      const { rooms } = await kept().stores.rooms.pageOf(tenant.user("bob"), 10, undefined, wanted);
      return rooms.map(({ settings }) => settings);
    };

    it("are changed one by one, and shown to the member alone while any is set", async () => {
      expect(await shown()).toBeUndefined();
      expect(await change({ pinned: true })).toEqual({ pinned: true });
      expect(await change({ silent: true })).toEqual({ pinned: true, silent: true });
      expect([await shown(), await shown("alice")]).toEqual([{ pinned: true, silent: true }, undefined]);
      expect(await change({ pinned: false, silent: false })).toEqual({});
      expect(await shown()).toBeUndefined();
    });

    it("are silent for so long, by the database's clock, or until it is taken back", async () => {
      const { silentUntil = "", ...others } = await change({ silentSeconds: 3_600 });
      expect(Math.abs(Date.parse(silentUntil) - Date.now() - 3_600_000)).toBeLessThan(60_000);
      expect(others).toEqual({});
      expect(await change({ pinned: true })).toEqual({ pinned: true, silentUntil });
      expect(await change({ silent: true })).toEqual({ pinned: true, silent: true });
    });

    it("decide where the room is listed", async () => {
      await change({ pinned: true });
      expect(await Promise.all([{}, { pinned: true }, { pinned: false }].map(listed))).toEqual([[{ pinned: true }], [{ pinned: true }], []]); // prettier-ignore
      await change({ shelved: true });
      expect([await listed(), (await listed({ shelved: true })).length]).toEqual([[], 1]);
      await change({ shelved: false, hidden: true });
      expect(await listed()).toEqual([]);
      await tenant.post(["hello"]);
      expect(await listed()).toEqual([{ pinned: true, hiddenSeq: 0 }]);
    });

    it("are told by the member's own feed as they are now, until the membership ends", async () => {
      await change({ pinned: true });
      await change({ silent: true });
      const { events } = await kept().stores.feed.meChanges(tenant.user("bob"), 1, 10);
      expect(events).toEqual([{ type: "settings", roomId: "lobby", prev: 1, version: 3, settings: { pinned: true, silent: true } }]); // prettier-ignore
      expect((await kept().stores.feed.meChanges(tenant.user("alice"), 1, 10)).events).toEqual([]);
      await tenant.remove("bob");
      expect((await kept().stores.feed.meChanges(tenant.user("bob"), 1, 10)).events).toMatchObject([{ type: "left" }]);
      expect(await shown()).toBeUndefined();
      await tenant.add(["bob"]);
      expect(await shown()).toBeUndefined();
    });
  });
};

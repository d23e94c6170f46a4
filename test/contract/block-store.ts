import { beforeEach, describe, expect, it } from "@jest/globals";
import { pairOf } from "../../core/entities/room.ts";
import type { Kept } from "../support/builders-stored.ts";
import { StoredTenant } from "../support/builders-stored.ts";

const time = expect.stringMatching(/Z$/);

/** What is promised of blocks. */
export const blockStoreContract = (kept: () => Kept): void => {
  describe("blocks", () => {
    let tenant: StoredTenant;
    beforeEach(() => {
      tenant = new StoredTenant(kept());
    });
    const blocks = () => kept().stores.blocks;
    const put = (userId: string, blockedId: string, most = 10) => blocks().put(tenant.user(userId), blockedId, most);

    it("are made once, listed by user id to whom they belong, and taken back", async () => {
      const bob = await put("alice", "bob");
      expect(bob).toEqual({ userId: "bob", at: time });
      expect(await put("alice", "bob")).toEqual(bob);
      await put("alice", "adam");
      const first = await blocks().page(tenant.user("alice"), 1);
      expect(first.blocks).toEqual([{ userId: "adam", at: time }]);
      expect(await blocks().page(tenant.user("alice"), 1, first.cursor)).toEqual({ blocks: [bob] });
      await blocks().lift(tenant.user("alice"), "adam");
      await blocks().lift(tenant.user("bob"), "alice");
      expect((await blocks().page(tenant.user("alice"), 10)).blocks).toEqual([bob]);
      expect((await blocks().page(tenant.user("bob"), 10)).blocks).toEqual([]);
    });

    it("are as many as a user may have, and those that are there stay", async () => {
      const bob = await put("alice", "bob", 2);
      await put("carol", "alice");
      expect(await put("alice", "dave", 2)).toEqual({ userId: "dave", at: time });
      expect(await put("alice", "emil", 2)).toBeUndefined();
      expect([await put("alice", "bob", 2), await put("alice", "bob", 1)]).toEqual([bob, bob]);
      await blocks().lift(tenant.user("alice"), "dave");
      expect(await put("alice", "emil", 2)).toEqual({ userId: "emil", at: time });
    });

    it("are found from either side, in their tenant", async () => {
      await put("alice", "bob");
      await put("carol", "alice");
      expect(await blocks().among(tenant.user("alice"), ["bob", "carol", "dave"])).toEqual(["bob", "carol"]);
      expect(await blocks().among(tenant.user("bob"), ["alice", "carol"])).toEqual(["alice"]);
      expect(await blocks().among(new StoredTenant(kept()).user("bob"), ["alice"])).toEqual([]);
    });

    it("are found between many and many others, each from the side that was asked for first", async () => {
      await put("alice", "bob");
      await put("carol", "alice");
      await put("bob", "carol");
      const { tenantId } = tenant.user("alice");
      const pairs = async (...lists: readonly [readonly string[], readonly string[]]) =>
        [...(await blocks().pairs(tenantId, ...lists))].map((pair) => pair.join(" ")).sort();
      expect(await pairs(["alice", "dave"], ["bob", "carol", "dave"])).toEqual(["alice bob", "alice carol"]);
      expect(await pairs(["bob", "carol"], ["alice", "carol"])).toEqual(["bob alice", "bob carol", "carol alice"]);
      expect(await pairs([], ["alice"])).toEqual([]);
      expect(await blocks().pairs(new StoredTenant(kept()).user("alice").tenantId, ["alice"], ["bob"])).toEqual([]);
    });

    it("are told with a membership of a room between the two, and found for many such rooms at once", async () => {
      const pairs = [["alice", "bob"], ["carol", "alice"], ["bob", "carol"]] as const; // prettier-ignore
      for (const [one, other] of pairs) {
        await tenant.room([one, other], `${one}-${other}`, { kind: "direct", pair: pairOf(one, other) });
      }
      await tenant.room(["alice", "bob"], "group");
      const refs = [...pairs.map(([one, other]) => tenant.ref(`${one}-${other}`)), tenant.ref("group")];
      const found = () =>
        kept().unitOfWork.run(async (stores) => stores.blocks.between((await stores.rooms.lockFree(refs)).locked));
      const isBlocked = (roomId: string) =>
        kept().stores.members.membership(tenant.ref(roomId), "alice").then((each) => each?.isBlocked); // prettier-ignore
      expect(await found()).toEqual([]);
      await put("alice", "bob");
      await put("carol", "alice");
      expect((await found()).map(({ roomId }) => roomId).sort()).toEqual(["alice-bob", "carol-alice"]);
      expect([await isBlocked("alice-bob"), await isBlocked("carol-alice")]).toEqual([true, true]);
      expect([await isBlocked("group"), await isBlocked("bob-carol")]).toEqual([undefined, undefined]);
    });
  });
};

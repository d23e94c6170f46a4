import { beforeEach, describe, expect, it } from "@jest/globals";
import { userKey } from "../../core/entities/refs.ts";
import type { User } from "../../core/entities/user.ts";
import type { Kept } from "../support/builders-stored.ts";
import { StoredTenant } from "../support/builders-stored.ts";

/** What is promised of users. */
export const userStoreContract = (kept: () => Kept): void => {
  describe("users", () => {
    let tenant: StoredTenant;
    beforeEach(() => {
      tenant = new StoredTenant(kept());
    });
    const users = () => kept().stores.users;
    const alice = () => tenant.user("alice");

    it("are made on first sight", async () => {
      expect(await users().me(alice())).toBeUndefined();
      await users().see(alice(), { name: "Alice", picture: "https://example.org/a.png" });
      const me = { ...alice(), name: "Alice", picture: "https://example.org/a.png", version: 0 };
      expect(await users().me(alice())).toEqual(me);
    });

    it("take over a profile that has changed, and keep what is not said again", async () => {
      await users().see(alice(), { name: "Alice", picture: "p" });
      await users().see(alice(), { name: "Alicia" });
      expect(await users().me(alice())).toMatchObject({ name: "Alicia", picture: "p" });
      await users().see(alice(), { picture: "q" });
      expect(await users().me(alice())).toMatchObject({ name: "Alicia", picture: "q" });
      await users().see(alice(), {});
      expect(await users().me(alice())).toMatchObject({ name: "Alicia", picture: "q" });
    });

    const at = (seconds: number) => Date.now() + seconds * 1_000;
    const save = (user: User) =>
      kept().unitOfWork.run(async (stores) => {
        const before = await stores.users.lock(tenant.user(user.userId));
        await stores.users.save(tenant.tenantId, user);
        return before;
      });

    it("are as they were saved until a token that was issued since says otherwise", async () => {
      await users().see(alice(), { name: "Alice", picture: "p" });
      const data = { "a b": [1, null, "ü"] };
      expect(await save({ userId: "alice", name: "Ally", data })).toEqual({
        userId: "alice",
        name: "Alice",
        picture: "p",
      });
      await users().see(alice(), { name: "Alice" });
      await users().see(alice(), { name: "Alice" }, at(-60));
      expect(await users().find(tenant.tenantId, ["alice"])).toEqual([{ userId: "alice", name: "Ally", data }]);
      await users().see(alice(), { name: "Alice" }, at(60));
      expect(await users().me(alice())).toEqual({ ...alice(), name: "Alice", data, version: 0 });
      expect(await users().profiles(tenant.tenantId, ["alice"])).toEqual({ alice: { name: "Alice" } });
    });

    it("lets data alone be saved without a word about the name", async () => {
      await users().see(alice(), { name: "Alice" });
      await save({ userId: "alice", name: "Alice", data: {} });
      await users().see(alice(), { name: "Alicia" });
      expect(await users().me(alice())).toMatchObject({ name: "Alicia", data: {} });
    });

    const found = async (search: string, limit = 10, cursor?: string) =>
      (await users().page(tenant.tenantId, search, limit, cursor)).users.map(({ userId }) => userId);

    it("are found by their ids and the words of their names, as they are now", async () => {
      await users().see(tenant.user("u-1"), { name: "Anna Smith-Ångström" });
      await users().see(tenant.user("Smiley"), {});
      await users().ensure(tenant.tenantId, ["smi%"]);
      expect(await found("smi")).toEqual(["smi%", "Smiley", "u-1"]);
      expect(await found("ångs")).toEqual(["u-1"]);
      expect(await found("U-")).toEqual(["u-1"]);
      expect([await found("mith"), await found("_")]).toEqual([[], ["Smiley", "smi%", "u-1"]]);
      await users().see(tenant.user("u-1"), { name: "Anna Jones" });
      expect([await found("smith"), await found("jones"), await found("u-1")]).toEqual([[], ["u-1"], ["u-1"]]);
      await save({ userId: "u-1" });
      expect([await found("anna"), await found("u-1")]).toEqual([[], ["u-1"]]);
    });

    it.each(["", "a"])("are listed page by page, each one once, for %j", async (search) => {
      for (const id of ["c", "a", "b"]) await users().see(tenant.user(id), { name: `Ada ${id} Abe` });
      const first = await users().page(tenant.tenantId, search, 2);
      expect(first.users).toEqual(["a", "b"].map((userId) => ({ userId, name: `Ada ${userId} Abe` })));
      expect(await found(search, 2, first.cursor)).toEqual(["c"]);
      await expect(found(search === "" ? "a" : "", 2, first.cursor)).rejects.toMatchObject({ code: "invalid_input" });
      expect((await users().page(new StoredTenant(kept()).tenantId, search, 2)).users).toEqual([]);
    });

    it("who are deactivated are named and not found, until they are reactivated", async () => {
      await users().see(alice(), { name: "Alice" });
      await save({ userId: "alice", name: "Alice", deactivated: true });
      await users().see(alice(), { name: "Alicia" });
      const alicia = { name: "Alicia", deactivated: true };
      expect(await users().profiles(tenant.tenantId, ["alice"])).toEqual({ alice: alicia });
      expect([await found(""), await found("ali")]).toEqual([[], []]);
      expect(await users().terms([alice(), tenant.user("bob")])).toEqual([
        { user: alice(), terms: { isDeactivated: true } },
      ]);
      await save({ userId: "alice", name: "Alicia" });
      expect([await found(""), await found("alicia"), await users().terms([alice()])]).toEqual([
        ["alice"],
        ["alice"],
        [],
      ]);
    });

    it("say from when on tokens count: from the next second, from a time, never from an earlier one", async () => {
      await users().ensure(tenant.tenantId, ["alice"]);
      const early = await users().revoke(alice(), "2026-01-01T00:00:00.500Z");
      expect(early).toMatchObject({
        tokensFrom: "2026-01-01T00:00:00.500Z",
        terms: { tokensFrom: "2026-01-01T00:00:00.500Z" },
      });
      expect(early.inMs).toBeLessThan(0);
      const { tokensFrom, inMs } = await users().revoke(alice(), "9999-01-01T00:00:00Z");
      expect([Date.parse(tokensFrom) % 1_000, inMs >= 0 && inMs <= 1_000]).toEqual([0, true]);
      expect(await users().revoke(alice(), "2026-01-01T00:00:00Z")).toMatchObject({ tokensFrom });
      expect(await users().versions([alice()])).toEqual([{ ...alice(), version: 0, terms: { tokensFrom } }]);
      expect((await kept().stores.members.standing(alice())).terms).toEqual({ tokensFrom });
    });

    it("hide what they turn off, each time with a version that tells of it, whatever else is changed", async () => {
      await users().ensure(tenant.tenantId, ["alice", "bob"]);
      await users().bump(tenant.tenantId, ["alice"]);
      const privacy = { typing: false, presence: false } as const;
      expect(await users().setPrivacy(alice(), privacy)).toBe(2);
      await save({ userId: "alice", name: "Alice" });
      const asked = [tenant.user("bob"), alice(), tenant.user("nobody"), new StoredTenant(kept()).user("alice")];
      expect(await users().privacy(asked)).toEqual(new Map([[userKey(alice()), privacy]]));
      expect(await users().me(alice())).toEqual({ ...alice(), name: "Alice", version: 2, privacy });
      expect(await users().find(tenant.tenantId, ["alice"])).toEqual([{ userId: "alice", name: "Alice" }]);
      expect((await kept().stores.members.standing(alice())).privacy).toEqual(privacy);
      const feed = (since: number) => kept().stores.feed.meChanges(alice(), since, 10);
      expect(await feed(1)).toMatchObject({ events: [{ type: "privacy", prev: 1, version: 2, privacy }], version: 2 });
      expect(await users().setPrivacy(alice(), {})).toBe(3);
      expect([await users().me(alice()), await users().privacy(asked)]).toEqual([{ ...alice(), name: "Alice", version: 3 }, new Map()]); // prettier-ignore
      expect((await feed(2)).events).toEqual([{ type: "privacy", prev: 2, version: 3, privacy: {} }]);
    });

    it("are made without a profile where they are named, and stay as they are where they exist", async () => {
      await users().see(alice(), { name: "Alice" });
      await users().ensure(tenant.tenantId, ["bob", "alice", "bob"]);
      expect(await users().me(tenant.user("bob"))).toEqual({ ...tenant.user("bob"), version: 0 });
      expect(await users().me(alice())).toMatchObject({ name: "Alice" });
      await users().ensure(tenant.tenantId, []);
    });

    it("count each one's changes", async () => {
      await users().ensure(tenant.tenantId, ["alice", "bob", "carol"]);
      await users().bump(tenant.tenantId, ["bob"]);
      const versions = await users().bump(tenant.tenantId, ["bob", "alice", "nobody"]);
      expect(versions).toEqual(new Map([["alice", 1], ["bob", 2]])); // prettier-ignore
      expect(await users().bump(tenant.tenantId, [])).toEqual(new Map());
    });

    it("take back what a failed transaction counted", async () => {
      await users().ensure(tenant.tenantId, ["alice"]);
      const work = kept().unitOfWork.run(async (stores) => {
        await stores.users.bump(tenant.tenantId, ["alice"]);
        throw new RangeError("Enough.");
      });
      await expect(work).rejects.toThrow(RangeError);
      expect(await users().bump(tenant.tenantId, ["alice"])).toEqual(new Map([["alice", 1]]));
    });

    it("have the profiles that they were given, by user id, and who does not exist is left out", async () => {
      await users().see(alice(), { name: "Alice" });
      await users().ensure(tenant.tenantId, ["bob"]);
      const profiles = await users().profiles(tenant.tenantId, ["alice", "bob", "nobody"]);
      expect(profiles).toEqual({ alice: { name: "Alice" }, bob: {} });
      expect(await users().profiles(tenant.tenantId, [])).toEqual({});
    });

    it("of one tenant are nothing to another", async () => {
      const other = new StoredTenant(kept());
      await users().see(alice(), { name: "Alice" });
      expect(await users().profiles(other.tenantId, ["alice"])).toEqual({});
      expect(await users().bump(other.tenantId, ["alice"])).toEqual(new Map());
    });

    it("say where their feeds stand", async () => {
      await users().ensure(tenant.tenantId, ["alice", "bob"]);
      await users().bump(tenant.tenantId, ["alice"]);
      const asked = [alice(), tenant.user("bob"), tenant.user("nobody")];
      const versions = await users().versions(asked);
      expect(versions).toHaveLength(2);
      expect(versions).toEqual(
        expect.arrayContaining([
          { ...alice(), version: 1, terms: {} },
          { ...tenant.user("bob"), version: 0, terms: {} },
        ]),
      );
    });

    it.each(["\ufeffalice", "al'ice", 'al"ice', "al\\ice", "alice,bob", "{alice}", "NULL", "👋"])(
      "may be called %j",
      async (userId) => {
        await users().see(tenant.user(userId), { name: `${userId} herself` });
        await users().bump(tenant.tenantId, [userId]);
        expect(await users().profiles(tenant.tenantId, [userId])).toEqual({ [userId]: { name: `${userId} herself` } });
        expect(await users().versions([tenant.user(userId)])).toEqual([
          { ...tenant.user(userId), version: 1, terms: {} },
        ]);
      },
    );
  });
};

import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import type { UserRef } from "../../core/entities/refs.ts";
import type { PresenceStore, PresenceTerms } from "../../core/ports/presence-store.ts";
import { aTenant, aUser } from "../support/builders.ts";
import { range } from "../support/chat.ts";
import { eventually } from "../support/wait.ts";

export interface OpenPresence {
  readonly store: PresenceStore;
  close(): Promise<void>;
}

/** Long enough for a test to do something meanwhile. */
export const lasting: PresenceTerms = { lifetimeMs: 60_000, keptMs: 600_000 };
export const short: PresenceTerms = { lifetimeMs: 400, keptMs: 1_200 };

const aTime = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);

/** As a test reads it: `alice`, or `-alice` when offline. */
export const seen = async (store: PresenceStore, ...users: readonly UserRef[]): Promise<readonly string[]> =>
  (await store.see(users)).map(({ user, online }) => (online ? user.userId : `-${user.userId}`));

/** What every store of presence promises. */
export const presenceStoreContract = (name: string, open: (terms: PresenceTerms) => Promise<OpenPresence>): void => {
  describe(`the presence store (${name})`, () => {
    const opened: OpenPresence[] = [];
    let alice: UserRef;
    let bob: UserRef;
    beforeEach(() => {
      const tenant = aTenant();
      [alice, bob] = [aUser("alice", tenant), aUser("bob", tenant)];
    });
    afterEach(async () => {
      for (const each of opened.splice(0)) await each.close();
    });
    const aStore = async (terms = lasting): Promise<PresenceStore> => {
      const tested = await open(terms);
      opened.push(tested);
      return tested.store;
    };

    it("knows nothing of who was never there, and that they are not", async () => {
      const store = await aStore();
      expect(await store.see([alice])).toEqual([{ user: alice, online: false, asOf: expect.any(Number) }]);
      expect(await store.see([])).toEqual([]);
    });

    it("says once who has come, and once who has gone and when", async () => {
      const store = await aStore();
      const came = await store.hold([alice, bob]);
      expect(came).toEqual([alice, bob].map((user) => ({ user, online: true, asOf: expect.any(Number) })));
      expect(await store.hold([alice, bob])).toEqual([]);
      const [gone] = await store.release([bob]);
      expect(gone).toEqual({ user: bob, online: false, lastSeenAt: aTime, asOf: expect.any(Number) });
      expect((await store.see([bob]))[0]).toEqual({ ...gone!, asOf: expect.any(Number) });
      expect(await seen(store, bob, alice)).toEqual(["-bob", "alice"]);
    });

    it("numbers what it says of a user in the order in which that was true", async () => {
      const store = await aStore();
      const said = [await store.hold([alice]), await store.see([alice]), await store.release([alice])];
      said.push(await store.hold([alice]), await store.release([alice]), await store.see([alice]));
      const order = said.flat().map(({ asOf }) => asOf);
      expect(order).toHaveLength(6);
      expect(order).toEqual([...new Set(order)].sort((a, b) => a - b));
      expect(order.every(Number.isSafeInteger)).toBe(true);
    });

    it("keeps users of different tenants apart", async () => {
      const store = await aStore();
      const namesake = aUser("alice", aTenant());
      await store.hold([alice]);
      expect(await seen(store, namesake, alice)).toEqual(["-alice", "alice"]);
    });

    it("takes and gives any number of them at once, in order, whatever their names", async () => {
      const store = await aStore();
      const crowd = range(1_001).map((index) => aUser(`ü ${index}:{x} / ${index % 7}`, alice.tenantId));
      expect((await store.hold(crowd)).map(({ user }) => user)).toEqual(crowd);
      expect(await seen(store, ...crowd)).toEqual(crowd.map(({ userId }) => userId));
      expect((await store.release(crowd)).map(({ user }) => user)).toEqual(crowd);
    });

    it("lets go of whom nobody holds again, and knows when they were last held", async () => {
      const store = await aStore(short);
      await store.hold([alice, bob]);
      const gone = async () => {
        await store.hold([alice]);
        const [sighting] = await store.see([bob]);
        return sighting?.online === false ? sighting : undefined;
      };
      expect((await eventually(gone, "bob has gone")).lastSeenAt).toEqual(aTime);
      expect(await seen(store, alice, bob)).toEqual(["alice", "-bob"]);
      expect((await store.hold([alice, bob])).map(({ user }) => user)).toEqual([bob]);
    });

    it("forgets in the end when somebody was last seen", async () => {
      const store = await aStore(short);
      await store.hold([alice]);
      expect((await store.release([alice]))[0]?.lastSeenAt).toEqual(aTime);
      const forgotten = async () => {
        // Something has to happen in between: nobody looks for what is over.
        await store.hold([bob]);
        const [sighting] = await store.see([alice]);
        return sighting?.lastSeenAt === undefined ? sighting : undefined;
      };
      expect((await eventually(forgotten, "alice is forgotten")).online).toBe(false);
    });
  });
};

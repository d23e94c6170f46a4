import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import type { Kept } from "../support/builders-stored.ts";
import { StoredTenant } from "../support/builders-stored.ts";
import { settled } from "../support/fake-clock.ts";
import { auditLogContract } from "./audit-log.ts";
import { banStoreContract } from "./ban-store.ts";
import { blockStoreContract } from "./block-store.ts";
import { commandStoreContract } from "./command-store.ts";
import type { DatabaseTraits } from "./database.ts";
import { feedStoreContract } from "./feed-store.ts";
import { historyContract } from "./history.ts";
import { invitationStoreContract } from "./invitation-store.ts";
import { leftoverStoreContract } from "./leftover-store.ts";
import { memberStoreContract } from "./member-store.ts";
import { mentionsContract } from "./mentions.ts";
import { messageStoreContract } from "./message-store.ts";
import { receiptStoreContract } from "./receipt-store.ts";
import { reportStoreContract } from "./report-store.ts";
import { roomStoreContract } from "./room-store.ts";
import { settingsStoreContract } from "./settings-store.ts";
import { shownReceiptsContract } from "./shown-receipts.ts";
import { userStoreContract } from "./user-store.ts";

/** A promise, and what resolves it. */
const aGate = () => {
  let open: () => void = () => {};
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { open, opened };
};

/** What is promised of transactions over the stores, and of each store. */
export const unitOfWorkContract = (name: string, traits: DatabaseTraits, openKept: () => Promise<Kept>): void => {
  describe(`what is kept (${name})`, () => {
    let kept: Kept;
    beforeAll(async () => {
      kept = await openKept();
    });
    afterAll(() => kept.close());

    describe("a unit of work", () => {
      let tenant: StoredTenant;
      beforeEach(() => {
        tenant = new StoredTenant(kept);
      });

      it("is all or nothing", async () => {
        const work = kept.unitOfWork.run(async (stores) => {
          await stores.rooms.insert({ ref: tenant.ref(), kind: "group" });
          await stores.users.ensure(tenant.tenantId, ["alice"]);
          throw new RangeError("Enough.");
        });
        await expect(work).rejects.toThrow(RangeError);
        expect(await kept.stores.rooms.positions([tenant.ref()])).toEqual([]);
        expect(await kept.stores.users.me(tenant.user("alice"))).toBeUndefined();
      });

      it("sees what it has done itself", async () => {
        const seen = await kept.unitOfWork.run(async (stores) => {
          await stores.rooms.insert({ ref: tenant.ref(), kind: "group" });
          return stores.rooms.positions([tenant.ref()]);
        });
        expect(seen).toHaveLength(1);
      });

      it("goes through its own stores, or not at all", async () => {
        const past = kept.unitOfWork.run(() => kept.stores.rooms.positions([tenant.ref()]));
        await expect(past).rejects.toThrow(TypeError);
      });

      it("shows one state to all that a snapshot reads", async () => {
        await tenant.room(["alice"]);
        const { open, opened } = aGate();
        const other = opened.then(() => tenant.post(["meanwhile"]));
        const [before, after] = await kept.unitOfWork.snapshot(async ({ rooms, messages }) => {
          const first = await rooms.positions([tenant.ref()]);
          open();
          await (traits.concurrent ? other : settled());
          return [first, await messages.page(tenant.ref(), { at: "end" }, 10)];
        });
        await other;
        expect([before, after]).toEqual([[expect.objectContaining({ seq: 0 })], []]);
      });

      it("numbers without a hole when many work on one room at once", async () => {
        await tenant.room(["alice"]);
        await Promise.all(Array.from({ length: 10 }, (_, index) => tenant.post([`${index}`])));
        const page = await kept.stores.messages.page(tenant.ref(), { at: "end" }, 100);
        expect(page.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
        expect(page.map(({ version }) => version)).toEqual([3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
      });

      it("makes one room of many attempts at the same time", async () => {
        const attempts = Array.from({ length: 6 }, (_, index) => {
          const pair = ["alice", "bob"] as const;
          return kept.unitOfWork.run(({ rooms }) =>
            rooms.insert({ ref: tenant.ref(`dm-${index}`), kind: "direct", pair }),
          );
        });
        const made = await Promise.all(attempts);
        expect(made.filter((room) => room !== undefined)).toHaveLength(1);
      });
    });

    describe("a room that somebody else has locked", () => {
      /** Holds the lock until `release`, from when `isLocked` has resolved. */
      const holdLock = (tenant: StoredTenant) => {
        const [locked, released] = [aGate(), aGate()];
        const held = kept.unitOfWork.run(async (stores) => {
          await stores.rooms.lock(tenant.ref());
          locked.open();
          await released.opened;
        });
        return { isLocked: locked.opened, release: () => (released.open(), held) };
      };

      if (!traits.concurrent) {
        it("is waited for as a whole: there is one connection, so nothing is ever locked elsewhere", async () => {
          const tenant = new StoredTenant(kept);
          await tenant.room(["alice"]);
          const { isLocked, release } = holdLock(tenant);
          await isLocked;
          const next = kept.unitOfWork.run((stores) => stores.rooms.lockFree([tenant.ref()]));
          await release();
          expect((await next).locked).toHaveLength(1);
        });
        return;
      }

      it("is in neither list, and waits for nobody", async () => {
        const tenant = new StoredTenant(kept);
        await tenant.room(["alice"]);
        await tenant.room(["alice"], "free");
        const { isLocked, release } = holdLock(tenant);
        await isLocked;
        const asked = [tenant.ref(), tenant.ref("nowhere"), tenant.ref("free")];
        const { locked, missing } = await kept.unitOfWork.run((stores) => stores.rooms.lockFree(asked));
        await release();
        expect(locked.map(({ ref }) => ref)).toEqual([tenant.ref("free")]);
        expect(missing).toEqual([tenant.ref("nowhere")]);
      });

      it("may be read, and is waited for 2 s by who asks for it alone", async () => {
        const tenant = new StoredTenant(kept);
        await tenant.room(["alice"]);
        const { isLocked, release } = holdLock(tenant);
        await isLocked;
        expect(await kept.stores.rooms.summary(tenant.ref(), "alice")).toMatchObject({ version: 2 });
        const lock = kept.unitOfWork.run((stores) => stores.rooms.lock(tenant.ref()));
        await expect(lock).rejects.toMatchObject({ name: "StorageFailure", kind: "unavailable" });
        await release();
      });
    });

    invitationStoreContract(() => kept);
    leftoverStoreContract(() => kept);
    roomStoreContract(() => kept);
    settingsStoreContract(() => kept);
    memberStoreContract(() => kept);
    historyContract(() => kept);
    messageStoreContract(() => kept);
    mentionsContract(() => kept);
    auditLogContract(() => kept);
    blockStoreContract(() => kept);
    receiptStoreContract(() => kept);
    shownReceiptsContract(() => kept);
    reportStoreContract(() => kept);
    banStoreContract(() => kept);
    commandStoreContract(() => kept);
    userStoreContract(() => kept);
    feedStoreContract(() => kept);
  });
};

import { beforeEach, describe, expect, it } from "@jest/globals";
import type { Privacy } from "../../core/entities/privacy.ts";
import { isShown } from "../../core/entities/privacy.ts";
import { shownWatermarks } from "../../core/entities/shown-watermarks.ts";
import type { Watermarks } from "../../core/entities/watermarks.ts";
import type { Kept } from "../support/builders-stored.ts";
import { numbered, StoredTenant } from "../support/builders-stored.ts";

const privacies: readonly Privacy[] = [
  {},
  { readReceipts: false },
  { deliveryReceipts: false },
  { readReceipts: false, deliveryReceipts: false },
];
/** Of one who hides, and of a room. */
const parties = privacies.flatMap((giver) => privacies.map((room) => ({ giver, room })));
const joinedSeq = 1;

/** What is promised of whom others' watermarks are shown, whatever is hidden by whom: what the core says. */
export const shownReceiptsContract = (kept: () => Kept): void => {
  describe("receipts of those who hide some", () => {
    let tenant: StoredTenant;
    beforeEach(() => {
      tenant = new StoredTenant(kept());
    });

    const receipts = () => kept().stores.receipts;
    const hide = (userId: string, privacy: Privacy) =>
      kept().unitOfWork.run(({ users }) => users.setPrivacy(tenant.user(userId), privacy));
    const say = async (delivered: number, read: number) => {
      const said = { room: tenant.ref(), userId: "bob", delivered, read, userVersion: 0 };
      return kept().unitOfWork.run((stores) => stores.receipts.apply([said], [256]));
    };
    const aRoom = async (giver: Privacy, room: Privacy) => {
      tenant = new StoredTenant(kept());
      await tenant.room(["alice"]);
      await tenant.post(["first"]);
      await tenant.add(["bob"]);
      await hide("bob", giver);
      const found = (await kept().stores.rooms.find(tenant.ref()))!;
      await kept().unitOfWork.run(({ rooms }) => rooms.save(tenant.ref(), { ...found, privacy: room }, 4));
      return tenant.post(numbered(4));
    };

    it.each(parties)("are told to the room as they are shown there: %j", async ({ giver, room }) => {
      await aRoom(giver, room);
      const whole: Watermarks[] = [];
      let marks = 0;
      let before: Watermarks = { userId: "bob", delivered: joinedSeq, read: joinedSeq };
      for (const [delivered, read] of [
        [3, 1],
        [3, 2],
        [5, 4],
      ] as const) {
        // prettier-ignore
        const now = { userId: "bob", delivered, read };
        whole.push(now);
        const shown = shownWatermarks(now, { giver, room, viewer: {} }, joinedSeq);
        const isAnyShown =
          (isShown("readReceipts", { giver, room, viewer: {} }) && read > before.read) ||
          (isShown("deliveryReceipts", { giver, room, viewer: {} }) && delivered > before.delivered);
        if (isAnyShown) marks += 1;
        const isWhole = shown.delivered === delivered && shown.read === read;
        expect(await say(delivered, read)).toEqual([
          { room: tenant.ref(), ...now, ...(isAnyShown && { marks, ...(!isWhole && { shown }) }) },
        ]);
        before = now;
      }
      const since = await receipts().since([{ room: tenant.ref(), marks: 0 }]);
      const last = shownWatermarks(whole.at(-1)!, { giver, room, viewer: {} }, joinedSeq);
      expect(since).toEqual(
        marks === 0 ? [] : [{ room: tenant.ref(), roomId: "lobby", prev: 0, marks, receipts: [last] }],
      );
    });

    it.each(parties)("are read as they are shown to the reader, and one's own whole: %j", async ({ giver, room }) => {
      const posted = await aRoom(giver, room);
      await say(4, 3);
      const whole = { userId: "bob", delivered: 4, read: 3 };
      for (const viewer of privacies) {
        const hides = { ...room, ...viewer };
        const shown = shownWatermarks(whole, { giver, room, viewer }, joinedSeq);
        const asks = [
          { viewer: undefined, bob: whole },
          { viewer: { userId: "bob", hides: { ...room, ...giver } }, bob: whole },
          { viewer: { userId: "alice", hides }, bob: shown },
        ];
        for (const { viewer: asking, bob } of asks) {
          expect((await receipts().page(tenant.ref(), asking, 9)).receipts.at(-1)).toEqual(bob);
          for (const message of posted) {
            expect((await receipts().pageOf(tenant.ref(), message, asking, 9)).receipts).toEqual([bob]);
            const [delivered, read] = [bob.delivered, bob.read].map((seq) => Number(seq >= message.seq));
            expect(await receipts().reach(tenant.ref(), message, asking)).toEqual({ members: 1, delivered, read });
          }
        }
      }
    });

    it("count marks only of those of whom something is shown", async () => {
      await aRoom({ readReceipts: false, deliveryReceipts: false }, {});
      const said = ["alice", "bob"].map((userId) => ({ room: tenant.ref(), userId, delivered: 2, read: 2, userVersion: 0 })); // prettier-ignore
      const moved = await kept().unitOfWork.run((stores) => stores.receipts.apply(said, [256, 256]));
      expect(moved.toSorted((one, other) => (one.userId < other.userId ? -1 : 1))).toEqual([
        { room: tenant.ref(), userId: "alice", delivered: 2, read: 2, marks: 1 },
        { room: tenant.ref(), userId: "bob", delivered: 2, read: 2 },
      ]);
      await hide("bob", {});
      expect(await receipts().since([{ room: tenant.ref(), marks: 0 }])).toMatchObject([
        { receipts: [{ userId: "alice" }] },
      ]);
    });
  });
};

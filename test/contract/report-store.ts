import { randomUUID } from "node:crypto";
import { beforeEach, describe, expect, it } from "@jest/globals";
import type { Message } from "../../core/entities/message.ts";
import { tombstoneOf } from "../../core/entities/message.ts";
import type { NewReport } from "../../core/ports/report-store.ts";
import type { Kept } from "../support/builders-stored.ts";
import { StoredTenant } from "../support/builders-stored.ts";

const time = expect.stringMatching(/Z$/);

/** In this order. */
const ids = ["1", "2", "3"].map((digit) => `00000000-0000-7000-8000-00000000000${digit}`) as [string, string, string];

/** What is promised of reports. */
export const reportStoreContract = (kept: () => Kept): void => {
  describe("reports", () => {
    let tenant: StoredTenant;
    let message: Message;
    beforeEach(async () => {
      tenant = new StoredTenant(kept());
      await tenant.room(["alice", "bob", "carol"]);
      [message] = (await tenant.post(["buy now"])) as [Message];
    });
    const reports = () => kept().stores.reports;
    const put = (more: Partial<NewReport> = {}) =>
      reports().put(tenant.ref(), {
        id: randomUUID(),
        messageId: message.id,
        reportedBy: "bob",
        reason: "spam",
        ...more,
      });
    const open = async (more = {}) =>
      (await reports().page(tenant.tenantId, { status: "open", ...more }, 10)).reports.map(({ id }) => id);

    it("keep a copy of the message as it was, and are not made of one that is deleted", async () => {
      const made = await put({ note: "again" });
      const { authorId, createdAt } = message;
      const copy = { authorId, text: "buy now", createdAt };
      expect(made).toEqual({ id: made!.id, roomId: "lobby", messageId: message.id, reportedBy: "bob", reason: "spam", note: "again", at: time, copy, status: "open" }); // prettier-ignore
      const room = tenant.ref();
      await kept().unitOfWork.run((stores) =>
        stores.messages.delete([
          { room, message: tombstoneOf({ ...message, authorId: "alice" }, "lobby", 9, createdAt) },
        ]),
      );
      expect(await put({ reportedBy: "carol" })).toBeUndefined();
      expect((await reports().page(tenant.tenantId, { status: "open" }, 10)).reports).toEqual([made]);
      expect(await put({ messageId: randomUUID() })).toBeUndefined();
    });

    it("are one of each user and message: said anew while it is open, and left alone once it is reviewed", async () => {
      const first = (await put({ note: "look" }))!;
      const { note: _, ...rest } = first;
      expect(await put({ reason: "hate" })).toEqual({ ...rest, reason: "hate" });
      const review = { reportId: first.id, status: "resolved", reviewedBy: "alice" } as const;
      const reviewed = await reports().review(tenant.ref(), review);
      expect(reviewed).toEqual({
        ...rest,
        reason: "hate",
        status: "resolved",
        review: { reviewedBy: "alice", at: time },
      });
      expect(await put({ reason: "spam", note: "look" })).toEqual(reviewed);
      expect(await put({ reportedBy: "carol" })).toMatchObject({ status: "open" });
    });

    it("are reviewed in their room, the last review counting, but not by whom they are about", async () => {
      const { id } = (await put())!;
      const review = { reportId: id, status: "dismissed", reviewedBy: "carol", note: "fine" } as const;
      expect(await reports().review(tenant.ref("elsewhere"), review)).toBeUndefined();
      expect(await reports().review(tenant.ref(), review, "alice")).toBeUndefined();
      expect(await reports().review(tenant.ref(), review, "carol")).toMatchObject({ status: "dismissed", review: { note: "fine" } }); // prettier-ignore
      const again = await reports().review(tenant.ref(), { reportId: id, status: "resolved", reviewedBy: "bob" });
      expect(again).toMatchObject({ status: "resolved", review: { reviewedBy: "bob" } });
      expect(again?.review).not.toHaveProperty("note");
    });

    it("are listed by their ids, of a room or of the whole tenant, as they stand", async () => {
      await tenant.room(["bob"], "other");
      const [elsewhere] = (await tenant.post(["hello"], "other", "bob")) as [Message];
      await Promise.all([2, 1, 0].map((at) => put({ id: ids[at]!, reportedBy: `user-${at}` })));
      const inOther = (await reports().put(tenant.ref("other"), { id: randomUUID(), messageId: elsewhere.id, reportedBy: "carol", reason: "other" }))!; // prettier-ignore
      expect(await open({ roomId: "lobby" })).toEqual(ids);
      expect(new Set(await open())).toEqual(new Set([...ids, inOther.id]));
      expect(await open({ notOf: "alice" })).toEqual([inOther.id]);
      await reports().review(tenant.ref(), { reportId: ids[0], status: "resolved", reviewedBy: "alice" });
      const wanted = { status: "open", roomId: "lobby" } as const;
      const page = await reports().page(tenant.tenantId, wanted, 1);
      expect(page.reports.map(({ id }) => id)).toEqual([ids[1]]);
      const next = await reports().page(tenant.tenantId, wanted, 1, page.cursor);
      expect([next.reports.map(({ id }) => id), next.cursor]).toEqual([[ids[2]], undefined]);
      await expect(reports().page(tenant.tenantId, wanted, 1, "WyJ4Il0")).rejects.toMatchObject({
        code: "invalid_input",
      });
      expect((await reports().page(new StoredTenant(kept()).tenantId, { status: "open" }, 10)).reports).toEqual([]);
    });
  });
};

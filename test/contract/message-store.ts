import { randomUUID } from "node:crypto";
import { beforeEach, describe, expect, it } from "@jest/globals";
import type { Message } from "../../core/entities/message.ts";
import { systemAuthor } from "../../core/entities/message.ts";
import type { Window } from "../../core/ports/message-store.ts";
import { aMessageEvent, noon } from "../support/builders.ts";
import type { Kept } from "../support/builders-stored.ts";
import { numbered, StoredTenant } from "../support/builders-stored.ts";

/** What is promised of messages. */
export const messageStoreContract = (kept: () => Kept): void => {
  describe("messages", () => {
    let tenant: StoredTenant;
    beforeEach(async () => {
      tenant = new StoredTenant(kept());
      await tenant.room(["alice"]);
    });
    const messages = () => kept().stores.messages;
    const seqs = async (window: Window, limit: number) =>
      (await messages().page(tenant.ref(), window, limit)).map(({ seq }) => seq);

    it("are found by id, as they were stored", async () => {
      const [message] = await tenant.post(["naïve 👋 'quoted' \ufeff"]);
      expect(await messages().find(tenant.ref(), message!.id)).toEqual(message);
      expect(await messages().find(tenant.ref(), randomUUID())).toBeUndefined();
      expect(await messages().find(tenant.ref("elsewhere"), message!.id)).toBeUndefined();
    });

    it("of the system have no author", async () => {
      const [{ authorId: _, ...said } = aMessageEvent(2).message] = await tenant.post(["hello"]);
      const paid: Message = { ...said, id: randomUUID(), seq: 2, version: said.version + 1, kind: "system" };
      await kept().unitOfWork.run((stores) =>
        stores.messages.insert([{ room: tenant.ref(), message: paid, digest: "00" }]),
      );
      expect(await messages().find(tenant.ref(), paid.id)).toEqual(paid);
      const command = { room: tenant.ref(), id: paid.id, authorId: systemAuthor };
      expect(await kept().stores.commands.find(command)).toMatchObject({ status: "applied" });
    });

    it("may have one id in two rooms", async () => {
      await tenant.room(["alice"], "other");
      const [message] = await tenant.post(["hello"]);
      const copy = { ...message!, roomId: "other" };
      const row = { room: tenant.ref("other"), message: copy, digest: "00" };
      await kept().unitOfWork.run((stores) => stores.messages.insert([row]));
      expect(await messages().find(tenant.ref("other"), message!.id)).toEqual(copy);
      expect(await messages().find(tenant.ref(), message!.id)).toEqual(message);
    });

    it("that are deleted keep all but their text", async () => {
      const [one, two] = await tenant.post(["one", "two"]);
      const tombstone: Message = { ...one!, text: "", version: 5, deletedAt: "2026-01-01T12:00:05.678Z" };
      await kept().unitOfWork.run((stores) => stores.messages.delete([{ room: tenant.ref(), message: tombstone }]));
      expect(await messages().find(tenant.ref(), one!.id)).toEqual(tombstone);
      expect(await messages().page(tenant.ref(), { at: "end" }, 10)).toEqual([tombstone, two]);
    });

    it("may be deleted in the transaction that stores them", async () => {
      const message: Message = { ...aMessageEvent(3).message, seq: 1 };
      const tombstone: Message = { ...message, text: "", version: 4, deletedAt: noon };
      await kept().unitOfWork.run(async (stores) => {
        await stores.messages.insert([{ room: tenant.ref(), message, digest: "00" }]);
        await stores.messages.delete([{ room: tenant.ref(), message: tombstone }]);
      });
      expect(await messages().find(tenant.ref(), message.id)).toEqual(tombstone);
    });

    it("are stored all or none", async () => {
      const [first] = await tenant.post(["one"]);
      const fresh = { ...first!, id: randomUUID(), seq: 2, version: 4 };
      const rows = [fresh, first!].map((message) => ({ room: tenant.ref(), message, digest: "00" }));
      const insert = kept().unitOfWork.run((stores) => stores.messages.insert(rows));
      await expect(insert).rejects.toMatchObject({ name: "StorageFailure", kind: "data" });
      expect(await seqs({ at: "end" }, 10)).toEqual([1]);
    });

    it.each<[string, Window, number, readonly number[]]>([
      ["the newest", { at: "end" }, 3, [8, 9, 10]],
      ["all, with room to spare", { at: "end" }, 50, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]],
      ["those before one", { at: "before", seq: 5 }, 3, [2, 3, 4]],
      ["what there is before an early one", { at: "before", seq: 3 }, 3, [1, 2]],
      ["none before the first", { at: "before", seq: 1 }, 3, []],
      ["none before the beginning", { at: "before", seq: 0 }, 3, []],
      ["the newest before one that is not there yet", { at: "before", seq: 99 }, 2, [9, 10]],
      ["those after one", { at: "after", seq: 5 }, 3, [6, 7, 8]],
      ["the first after the beginning", { at: "after", seq: 0 }, 3, [1, 2, 3]],
      ["what there is after a late one", { at: "after", seq: 9 }, 3, [10]],
      ["none after the last", { at: "after", seq: 10 }, 3, []],
      ["none after one that is not there yet", { at: "after", seq: 99 }, 3, []],
      ["those around one, by an odd number", { at: "around", seq: 5 }, 5, [3, 4, 5, 6, 7]],
      ["those around one, by an even number", { at: "around", seq: 5 }, 4, [4, 5, 6, 7]],
      ["one alone", { at: "around", seq: 5 }, 1, [5]],
      ["those around the first", { at: "around", seq: 1 }, 4, [1, 2, 3]],
      ["those around the last", { at: "around", seq: 10 }, 4, [9, 10]],
      ["those around one that is not there yet", { at: "around", seq: 99 }, 4, [9, 10]],
    ])("are read page by page, oldest first: %s", async (_what, window, limit, expected) => {
      await tenant.post(numbered(10));
      expect(await seqs(window, limit)).toEqual(expected);
    });

    it.each<Window>([{ at: "end" }, { at: "before", seq: 3 }, { at: "after", seq: 0 }, { at: "around", seq: 1 }])(
      "are none in an empty room, and in one that is not there: %j",
      async (window) => {
        expect(await seqs(window, 10)).toEqual([]);
        expect(await messages().page(tenant.ref("nowhere"), window, 10)).toEqual([]);
      },
    );
  });
};

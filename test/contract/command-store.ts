import { randomUUID } from "node:crypto";
import { beforeEach, describe, expect, it } from "@jest/globals";
import type { Refusal } from "../../core/entities/command.ts";
import { digestOf } from "../support/builders.ts";
import type { Kept } from "../support/builders-stored.ts";
import { StoredTenant } from "../support/builders-stored.ts";

/** What is promised of what became of commands. */
export const commandStoreContract = (kept: () => Kept): void => {
  describe("commands", () => {
    let tenant: StoredTenant;
    beforeEach(async () => {
      tenant = new StoredTenant(kept());
      await tenant.room(["alice"]);
    });
    const commands = () => kept().stores.commands;
    const key = (id: string, authorId = "alice", roomId = "lobby") => ({ room: tenant.ref(roomId), authorId, id });
    const aRefusal = (more: Partial<Refusal> = {}): Refusal => ({
      ...key(randomUUID(), "bob"),
      kind: "post",
      digest: digestOf("no"),
      code: "forbidden",
      ...more,
    });

    it("that were applied are known by their message", async () => {
      const [message] = await tenant.post(["hello"]);
      const applied = { status: "applied", version: message!.version, digest: digestOf("hello") };
      expect(await commands().find(key(message!.id))).toEqual(applied);
    });

    it("that were refused are known by their refusal, also of rooms that do not exist", async () => {
      const [refusal, elsewhere] = [aRefusal(), aRefusal({ room: tenant.ref("nowhere"), code: "room_not_found" })];
      await commands().refuse([refusal, elsewhere]);
      expect(await commands().find(refusal)).toEqual({ status: "rejected", code: "forbidden", digest: refusal.digest });
      expect(await commands().find(elsewhere)).toMatchObject({ code: "room_not_found" });
    });

    it("are each author's own", async () => {
      const [message] = await tenant.post(["hello"]);
      const refusal = aRefusal();
      await commands().refuse([refusal]);
      expect(await commands().find(key(message!.id, "bob"))).toBeUndefined();
      expect(await commands().find(key(refusal.id, "alice"))).toBeUndefined();
      expect(await commands().find(key(refusal.id, "bob", "other"))).toBeUndefined();
      expect(await commands().find(key(randomUUID()))).toBeUndefined();
    });

    it("that were refused once stay refused as they were", async () => {
      const refusal = aRefusal();
      await commands().refuse([refusal]);
      await commands().refuse([{ ...refusal, code: "room_not_found", digest: digestOf("other") }, aRefusal()]);
      expect(await commands().find(refusal)).toEqual({ status: "rejected", code: "forbidden", digest: refusal.digest });
    });

    it("of a batch are looked up together: messages whoever the author, refusals of the author alone", async () => {
      const [message] = await tenant.post(["hello"]);
      const refusal = aRefusal();
      await commands().refuse([refusal, { ...refusal, authorId: "carol" }]);
      const recorded = await commands().recorded([key(message!.id, "bob"), refusal, key(randomUUID())]);
      const { id, version } = message!;
      const digest = digestOf("hello");
      expect(recorded.messages).toEqual([{ room: tenant.ref(), id, authorId: "alice", digest, version }]);
      expect(recorded.refusals).toEqual([refusal]);
    });

    it("of one room are nothing to another", async () => {
      await tenant.room(["alice"], "other");
      const [message] = await tenant.post(["hello"]);
      expect(await commands().recorded([key(message!.id, "alice", "other")])).toEqual({ messages: [], refusals: [] });
      expect(await commands().recorded([])).toEqual({ messages: [], refusals: [] });
    });
  });
};

import { randomUUID } from "node:crypto";
import { beforeEach, describe, expect, it } from "@jest/globals";
import type { Application, Recorded, RecordedMessage, Refusal } from "../../core/entities/command.ts";
import type { Message } from "../../core/entities/message.ts";
import { digestOf } from "../support/builders.ts";
import type { Kept } from "../support/builders-stored.ts";
import { StoredTenant } from "../support/builders-stored.ts";

const nothing: Recorded = { messages: [], refusals: [], applications: [] };

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
    const recordedOf = ({ id, authorId = "", seq, version, createdAt }: Message): RecordedMessage => ({
      room: tenant.ref(),
      id,
      authorId,
      digest: digestOf("hello"),
      seq,
      version,
      createdAt,
    });
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
      expect(recorded.messages).toEqual([recordedOf(message!)]);
      expect(recorded.refusals).toEqual([refusal]);
    });

    it("that were applied and left no message are known by their record, for ever", async () => {
      const applied: Application = { ...key(randomUUID()), kind: "delete", digest: digestOf("it"), version: 7 };
      await commands().apply([applied]);
      expect(await commands().find(applied)).toEqual({ status: "applied", version: 7, digest: applied.digest });
      expect(await commands().recorded([applied])).toEqual({ messages: [], refusals: [], applications: [applied] });
      await expect(commands().apply([applied])).rejects.toMatchObject({ kind: "data" });
    });

    it("are looked up together with the messages that they name", async () => {
      const [one, two] = await tenant.post(["hello", "hello"]);
      const deletedAt = "2026-01-01T12:00:05.678Z";
      const tombstone = { ...two!, text: "", version: 5, deletedAt };
      await kept().unitOfWork.run((stores) => stores.messages.delete([{ room: tenant.ref(), message: tombstone }]));
      const asked = [one!, two!, one!].map(({ id: messageId }) => ({ ...key(randomUUID(), "bob"), messageId }));
      const { messages } = await commands().recorded([key(one!.id), ...asked]);
      expect(messages.toSorted((a, b) => a.seq - b.seq)).toEqual([
        recordedOf(one!),
        { ...recordedOf(two!), version: 5, deletedAt },
      ]);
    });

    it("of one room are nothing to another", async () => {
      await tenant.room(["alice"], "other");
      const [message] = await tenant.post(["hello"]);
      expect(await commands().recorded([key(message!.id, "alice", "other")])).toEqual(nothing);
      expect(await commands().recorded([])).toEqual(nothing);
    });
  });
};

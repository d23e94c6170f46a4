import { beforeEach, describe, expect, it } from "@jest/globals";
import type { Receipt } from "../../entities/receipt.ts";
import { ChatError } from "../../errors.ts";
import type { Membership } from "../../ports/member-store.ts";
import type { Stores } from "../../ports/unit-of-work.ts";
import { aMember, aRef, aUser, noon } from "../../../test/support/builders.ts";
import { FakeClock } from "../../../test/support/fake-clock.ts";
import { FakeTelemetry } from "../../../test/support/fakes.ts";
import { SendMessage } from "./send-message.ts";

const inside: Membership = { room: aRef(), kind: "group", memberCount: 2, now: noon, member: aMember() };
const done = () => Promise.resolve();
const unavailable = () => Promise.reject(new ChatError("unavailable"));

let found: Membership;
let receipts: Receipt[];
let publish: () => Promise<void>;
let publishReceipts: () => Promise<void>;
let send: SendMessage;

beforeEach(() => {
  [found, receipts, publish, publishReceipts] = [inside, [], done, done];
  const receiptBus = {
    publish: (some: readonly Receipt[]) => {
      receipts.push(...some);
      return publishReceipts();
    },
  };
  const commands = { find: () => Promise.resolve(undefined) };
  const stores = { members: { membership: () => Promise.resolve(found) }, commands } as unknown as Stores;
  const [ids, digester, spend] = [{ uuid: () => "id" }, { digest: () => "digest" }, () => Promise.resolve([])];
  const limitsOf = () => ({ rates: {}, counts: {} });
  const bus = { publish: () => publish() };
  send = new SendMessage(
    bus,
    receiptBus,
    stores,
    new FakeClock(),
    ids,
    digester,
    { spend },
    limitsOf,
    new FakeTelemetry(),
  );
});

const post = (seen: number, isService?: true) =>
  send.execute({ author: { ...aUser(), ...(isService && { isService }) }, roomId: "lobby", text: "hello", seen });

describe("a post that says what its author had seen", () => {
  it("is a receipt as well", async () => {
    await post(7);
    expect(receipts).toEqual([{ room: aRef(), userId: "alice", delivered: 7, read: 7, userVersion: 0 }]);
  });

  it("is accepted when both are safe", async () => {
    publishReceipts = unavailable;
    await expect(post(7)).rejects.toMatchObject({ code: "unavailable" });
    [publish, publishReceipts] = [unavailable, () => new Promise<never>(() => {})];
    await expect(post(7)).rejects.toMatchObject({ code: "unavailable" });
  });

  it("is none of a service, nor of who may not post", async () => {
    await post(7, true);
    found = { room: aRef(), kind: "group", memberCount: 2, now: noon };
    await expect(post(7)).rejects.toMatchObject({ code: "room_not_found" });
    expect(receipts).toEqual([]);
  });
});

import { beforeEach, describe, expect, it } from "@jest/globals";
import type { Command, CommandRecord } from "../../entities/command.ts";
import type { Message } from "../../entities/message.ts";
import type { Membership } from "../../ports/member-store.ts";
import type { Stores } from "../../ports/unit-of-work.ts";
import { aMember, aMessageEvent, aRef, aUser, noon } from "../../../test/support/builders.ts";
import { FakeClock } from "../../../test/support/fake-clock.ts";
import { FakeTelemetry } from "../../../test/support/fakes.ts";
import { DeleteMessage } from "./delete-message.ts";

const inside: Membership = { room: aRef(), kind: "group", now: noon, memberCount: 2, member: aMember() };
const { message } = aMessageEvent(4);

let clock: FakeClock;
let telemetry: FakeTelemetry;
let published: Command[];
let membership: () => Promise<Membership | undefined>;
let found: Message | undefined;
let record: CommandRecord | undefined;
let deleteMessage: DeleteMessage;

beforeEach(() => {
  clock = new FakeClock();
  telemetry = new FakeTelemetry();
  published = [];
  membership = () => Promise.resolve(inside);
  found = message;
  record = undefined;
  const stores = {
    members: { membership: () => membership() },
    messages: { find: () => Promise.resolve(found) },
    commands: { find: () => Promise.resolve(record) },
  } as unknown as Stores;
  const bus = { publish: async (command: Command) => void published.push(command) };
  const digest = (text: string) => `digest of ${text}`;
  deleteMessage = new DeleteMessage({ bus, clock, telemetry }, stores, { uuid: () => "made" }, { digest });
});

const execute = (userId = "alice", id?: string) =>
  deleteMessage.execute({ author: aUser(userId), roomId: "lobby", messageId: message.id, ...(id && { id }) });

describe("a delete on its way in", () => {
  it("is a command in the queue when the call returns", async () => {
    const command = await execute();
    expect(command).toMatchObject({ kind: "delete", id: "made", messageId: message.id, authorId: "alice" });
    expect(command.digest).toBe(`digest of ["delete","${message.id}"]`);
    expect([published, telemetry.count("commandAccepted")]).toEqual([[command], 1]);
  });

  it("carries where it came from, for the record", async () => {
    const origin = { address: "192.0.2.7", requestId: "r-1" };
    const author = { ...aUser(), origin };
    await deleteMessage.execute({ author, roomId: "lobby", messageId: message.id });
    expect(published).toMatchObject([{ origin }]);
    expect(await execute()).not.toHaveProperty("origin");
  });

  it("of a message that is not stored yet is for the consumer to judge", async () => {
    found = undefined;
    expect(await execute("alice", "chosen")).toMatchObject({ id: "chosen" });
  });

  it.each([
    ["a member, of what another wrote", "forbidden", { ...inside, member: aMember({ userId: "bob" }) }],
    ["one who is not in the room", "room_not_found", { room: aRef(), kind: "group", now: noon, memberCount: 2 }],
    ["nobody's room", "room_not_found", undefined],
  ] as const)("is refused to %s, with %s", async (_who, code, answer) => {
    membership = () => Promise.resolve(answer);
    await expect(execute("bob")).rejects.toMatchObject({ name: "ChatError", code });
    expect(published).toEqual([]);
  });

  it("is taken again from somebody who may no longer, for the first decision stands", async () => {
    membership = () => Promise.resolve(undefined);
    record = { status: "applied", version: 4, digest: "" };
    expect(await execute()).toMatchObject({ kind: "delete" });
  });

  it("is accepted without an answer in 250 ms: the consumer decides", async () => {
    membership = () => new Promise<never>(() => {});
    const accepted = execute("bob");
    await clock.turn(250);
    await accepted;
    expect([published.length, telemetry.count("checkSkipped")]).toEqual([1, 1]);
  });
});

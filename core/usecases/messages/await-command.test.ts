import { beforeEach, describe, expect, it } from "@jest/globals";
import type { CommandRecord } from "../../entities/command.ts";
import type { Message } from "../../entities/message.ts";
import type { CommandStore } from "../../ports/command-store.ts";
import type { MessageStore } from "../../ports/message-store.ts";
import { aMessageEvent, aPost } from "../../../test/support/builders.ts";
import { FakeClock, settled } from "../../../test/support/fake-clock.ts";
import { AwaitCommand } from "./await-command.ts";

const { message } = aMessageEvent(4);
const command = aPost();
const { digest } = command;
const applied: CommandRecord = { status: "applied", version: 4, digest };

let clock: FakeClock;
let record: CommandRecord | undefined;
let looks: number[];
let wait: AwaitCommand;

beforeEach(() => {
  clock = new FakeClock();
  record = undefined;
  looks = [];
  const start = clock.now();
  const find = async () => {
    looks.push(clock.now() - start);
    return record;
  };
  const messages = { find: () => Promise.resolve(message) } as unknown as MessageStore;
  wait = new AwaitCommand({ find } as unknown as CommandStore, messages, clock);
});

/** What the waiting has come to so far. */
const begin = (waitMs: number) => {
  const seen: { result?: Message | undefined; error?: unknown; isOver: boolean } = { isOver: false };
  void wait.execute(command, waitMs).then(
    (result) => Object.assign(seen, { result, isOver: true }),
    (error: unknown) => Object.assign(seen, { error, isOver: true }),
  );
  return seen;
};

describe("whoever waits for a command", () => {
  it("gets the message at once when it is stored already", async () => {
    record = applied;
    expect(await wait.execute(command, 1_000)).toEqual(message);
    expect(looks).toEqual([0]);
  });

  it("gets it soon after it is stored", async () => {
    const seen = begin(10_000);
    await clock.turn(100);
    expect(seen.isOver).toBe(false);
    record = applied;
    await clock.turn(100);
    expect(seen.result).toEqual(message);
  });

  it("looks often at first, and then four times a second", async () => {
    begin(1_000);
    await clock.turn(1_000);
    expect(looks).toEqual([0, 5, 15, 35, 75, 155, 315, 565, 815, 1_000]);
  });

  it("gets nothing when time is up, and no sooner", async () => {
    const seen = begin(400);
    await clock.turn(399);
    expect(seen.isOver).toBe(false);
    await clock.turn(1);
    expect(seen).toEqual({ result: undefined, isOver: true });
    expect(clock.waiting).toBe(0);
  });

  it("gets what is stored at the last moment", async () => {
    const seen = begin(400);
    await clock.turn(399);
    record = applied;
    await clock.turn(1);
    expect(seen.result).toEqual(message);
  });

  it.each([
    ["forbidden", { status: "rejected", code: "forbidden", digest }],
    ["forbidden", { status: "rejected", code: "a_code_of_a_newer_version", digest }],
    ["id_reused", { status: "applied", version: 4, digest: "other" }],
    ["id_reused", { status: "rejected", code: "forbidden", digest: "other" }],
  ] as const)("is told %s", async (code, refused) => {
    record = refused;
    const seen = begin(1_000);
    await settled();
    expect(seen.error).toMatchObject({ name: "ChatError", code });
  });
});

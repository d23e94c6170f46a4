import { expect, it } from "@jest/globals";
import type { CommandKey, CommandRecord } from "../../entities/command.ts";
import type { CommandStore } from "../../ports/command-store.ts";
import { aRef, aUser } from "../../../test/support/builders.ts";
import { GetCommand } from "./get-command.ts";

const getFrom = (record: CommandRecord | undefined, asked: CommandKey[] = []) => {
  const find = async (key: CommandKey) => {
    asked.push(key);
    return record;
  };
  const commands = new GetCommand({ find } as unknown as CommandStore);
  return commands.execute({ author: aUser(), roomId: "lobby", id: "x" });
};

it.each([
  ["unknown", undefined, {}],
  ["applied", { status: "applied", version: 4, digest: "d" }, { version: 4 }],
  ["rejected", { status: "rejected", code: "forbidden", digest: "d" }, { code: "forbidden" }],
] as const)("says what became of a command: %s", async (status, record, more) => {
  expect(await getFrom(record)).toEqual({ id: "x", roomId: "lobby", status, ...more });
});

it("asks for the author's own command", async () => {
  const asked: CommandKey[] = [];
  await getFrom(undefined, asked);
  expect(asked).toEqual([{ room: aRef(), authorId: "alice", id: "x" }]);
});

import { expect, it } from "@jest/globals";

import type { MembersPage } from "../../client/src/index.ts";
import { inTurn, range, useChat } from "../support/chat.ts";
import type { User } from "../support/user.ts";

const chat = useChat();
const size = 1_000;
const atOnce = 100;
const named = (index: number): string => `m${String(index).padStart(5, "0")}`;

const allMembers = async (user: User, roomId: string): Promise<readonly string[]> => {
  const found: string[] = [];
  let cursor: string | undefined;
  do {
    const path = `/v1/rooms/${roomId}/members?limit=200${cursor === undefined ? "" : `&cursor=${cursor}`}`;
    const page: MembersPage = await user.must(user.get<MembersPage>(path));
    found.push(...page.members.map(({ userId }) => userId));
    cursor = page.cursor;
  } while (cursor !== undefined);
  return found;
};

it(`a room of ${size} members is added to, listed, written in and left as any other`, async () => {
  const alice = chat.aUser("alice");
  const { id } = await alice.makeRoom({ kind: "group" });
  await inTurn(size / atOnce, (turn) =>
    alice.must(
      alice.post(`/v1/rooms/${id}/members`, { userIds: range(atOnce).map((index) => named(turn * atOnce + index)) }),
    ),
  );
  expect(await alice.room(id)).toMatchObject({ memberCount: size + 1, version: size + 2 });
  expect(await allMembers(alice, id)).toEqual(["alice", ...range(size).map(named)]);

  const last = chat.aUser(named(size - 1));
  const socket = await last.connect();
  await alice.say(id, "can you hear me at the back?");
  await socket.untilText(id, "can you hear me at the back?");
  await alice.remove(id, last);
  await socket.until(() => socket.me.some(({ type }) => type === "left"), "the end of the membership");
  await alice.say(id, "and now?");
  expect(await alice.room(id)).toMatchObject({ memberCount: size, seq: 2 });
  expect(socket.texts(id)).toEqual(["can you hear me at the back?"]);
  expect(await allMembers(alice, id)).not.toContain(last.id);
});

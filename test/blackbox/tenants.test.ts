import { beforeEach, describe, expect, it } from "@jest/globals";

import type { MeChanges, RoomsPage, SyncAnswer, UsersAnswer } from "../../client/src/index.ts";
import { anId, aTenant, useChat } from "../support/chat.ts";
import type { User } from "../support/user.ts";

const chat = useChat();

describe("two tenants with the same ids", () => {
  let here: User;
  let there: User;

  beforeEach(async () => {
    here = chat.aUser("alice", { name: "Here" });
    there = chat.aUser("alice", { name: "There", tenant: aTenant() });
    for (const alice of [here, there]) await alice.makeRoom({ id: "lobby", kind: "channel", members: ["bob"] });
  });

  it("have rooms of their own", async () => {
    await here.say("lobby", "only here");
    expect((await there.messages("lobby")).messages).toEqual([]);
    expect(await there.room("lobby")).toMatchObject({ seq: 0, version: 3 });
    const list = await there.must(there.get<RoomsPage>("/v1/rooms"));
    expect(list.rooms).toMatchObject([{ id: "lobby", seq: 0 }]);
  });

  it("have ids of messages and commands of their own", async () => {
    const same = anId();
    expect(await here.say("lobby", "here", same)).toMatchObject({ id: same, text: "here", seq: 1 });
    expect(await there.command("lobby", same)).toMatchObject({ status: "unknown" });
    expect((await there.get(`/v1/rooms/lobby/messages/${same}`)).body.code).toBe("message_not_found");
    expect(await there.say("lobby", "there", same)).toMatchObject({ id: same, text: "there", seq: 1 });
  });

  it("hear nothing of each other", async () => {
    const [socket, abroad] = await Promise.all([here.connect(), there.connect()]);
    await here.say("lobby", "only here");
    await here.makeRoom({ kind: "group", members: ["bob"] });
    await socket.untilText("lobby", "only here");
    await there.say("lobby", "fence");
    await abroad.untilText("lobby", "fence");
    expect(abroad.texts("lobby")).toEqual(["fence"]);
    expect(abroad.me).toEqual([]);
  });

  it("do not see, sync, join or post into each other's rooms", async () => {
    const { id } = await here.makeRoom({ kind: "channel" });
    for (const path of ["", "/messages", "/members", "/changes?since=0"]) {
      expect((await there.get(`/v1/rooms/${id}${path}`)).body.code).toBe("room_not_found");
    }
    expect((await there.put(`/v1/rooms/${id}/members/alice`)).body.code).toBe("room_not_found");
    expect((await there.sayOrNot(id, "hi")).body.code).toBe("room_not_found");
    const sync = await there.must(there.post<SyncAnswer>("/v1/sync", { rooms: { [id]: 0 } }));
    expect(sync.rooms).toEqual({ [id]: { gone: true } });
  });

  it("have people of their own", async () => {
    const read = async (user: User) =>
      (await user.must(user.get<UsersAnswer>("/v1/users?user=alice&user=bob&user=zoe"))).users;
    expect(await read(here)).toEqual({ alice: { name: "Here" }, bob: {} });
    expect(await read(there)).toEqual({ alice: { name: "There" }, bob: {} });
    const mine = await there.must(there.get<MeChanges>("/v1/me/changes?since=0"));
    expect(mine).toMatchObject({ version: 1, events: [{ roomId: "lobby" }] });
  });

  it("have direct rooms of their own", async () => {
    const first = await here.makeRoom({ kind: "direct", members: ["bob"] });
    const second = await there.makeRoom({ kind: "direct", members: ["bob"] });
    expect(first.id).not.toBe(second.id);
  });
});

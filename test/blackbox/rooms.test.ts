import { describe, expect, it } from "@jest/globals";

import type { RoomsPage, RoomSummary } from "../../client/src/index.ts";
import { anId, inTurn, range, useChat } from "../support/chat.ts";

const chat = useChat();

describe("making a room", () => {
  it.each(["group", "channel"] as const)("gives its maker a %s to own", async (kind) => {
    const [alice] = chat.people();
    const made = await alice.post<RoomSummary>("/v1/rooms", { id: "order-123", kind, name: "Order", members: ["bob"] });
    expect(made.status).toBe(201);
    expect(made.headers.get("location")).toBe("/v1/rooms/order-123");
    expect(made.body).toEqual({
      id: "order-123",
      kind,
      name: "Order",
      seq: 0,
      version: 3,
      marks: 0,
      memberCount: 2,
      createdAt: expect.any(String),
      me: { userId: "alice", role: "owner", joinedSeq: 0 },
      delivered: 0,
      read: 0,
      unread: 0,
      unreadMentions: 0,
    });
    expect(await alice.room("order-123")).toEqual(made.body);
  });

  it("gives two people a direct room without an owner", async () => {
    const [alice, bob] = chat.people();
    const made = await alice.makeRoom({ kind: "direct", members: ["bob"] });
    expect(made).toMatchObject({ kind: "direct", peer: "bob", memberCount: 2, me: { role: "member" } });
    expect(await bob.room(made.id)).toMatchObject({ peer: "alice", me: { userId: "bob", role: "member" } });
  });

  it("again with the same id gives the room that is there, unchanged", async () => {
    const [alice] = chat.people();
    const first = await alice.makeRoom({ id: "team", kind: "group", name: "Team" });
    const again = await alice.post("/v1/rooms", { id: "team", kind: "group", name: "Other", members: ["carol"] });
    expect([again.status, again.body]).toEqual([200, first]);
    expect(again.headers.get("location")).toBe("/v1/rooms/team");
  });

  it("twenty times at once with the same id makes one", async () => {
    const [alice, bob] = chat.people();
    const make = () => alice.post<RoomSummary>("/v1/rooms", { id: "team", kind: "group", members: ["bob"] });
    const answers = await Promise.all(range(20).map(make));
    expect(answers.map(({ status }) => status).sort()).toEqual([...range(19).map(() => 200), 201]);
    expect(await bob.room("team")).toMatchObject({ version: 3, memberCount: 2 });
  });

  it("is refused with the id of a room that the maker is not in, whether it can be seen or not", async () => {
    const [alice, bob] = chat.people();
    await alice.makeRoom({ id: "secret", kind: "group" });
    await alice.makeRoom({ id: "open", kind: "channel" });
    for (const id of ["secret", "open"]) {
      const refused = await bob.post("/v1/rooms", { id, kind: "group" });
      expect([refused.status, refused.body.code]).toEqual([409, "id_taken"]);
    }
  });

  it("is refused with the id of one's own room of another kind", async () => {
    const [alice] = chat.people();
    await alice.makeRoom({ id: "team", kind: "group" });
    const refused = await alice.post("/v1/rooms", { id: "team", kind: "channel" });
    expect([refused.status, refused.body.code]).toEqual([409, "id_taken"]);
  });

  it.each([
    ["with nobody", []],
    ["with oneself", ["alice"]],
    ["of three", ["bob", "carol"]],
  ])("directly %s is refused", async (_name, members) => {
    const [alice] = chat.people();
    const refused = await alice.post("/v1/rooms", { kind: "direct", members });
    expect([refused.status, refused.body.code]).toEqual([400, "invalid_input"]);
  });

  it("tells every member of it, live", async () => {
    const [alice, bob] = chat.people();
    const his = await bob.connect();
    const { id } = await alice.makeRoom({ kind: "group", name: "Team", members: ["bob"] });
    const joined = await his.until(() => his.me[0], "Bob joins");
    expect(joined).toMatchObject({ type: "joined", roomId: id, prev: 0, version: 1, room: { id, name: "Team" } });
    await alice.say(id, "welcome");
    await his.untilText(id, "welcome");
  });
});

describe("a direct room", () => {
  it("is one for a pair, whoever of them makes it, and under whatever id", async () => {
    const [alice, bob] = chat.people();
    const first = await alice.makeRoom({ kind: "direct", members: ["bob"] });
    const again = await alice.post<RoomSummary>("/v1/rooms", { id: "mine", kind: "direct", members: ["bob"] });
    const turned = await bob.post<RoomSummary>("/v1/rooms", { kind: "direct", members: ["alice"] });
    expect([again.status, turned.status]).toEqual([200, 200]);
    expect([again.body.id, turned.body.id]).toEqual([first.id, first.id]);
  });

  it("is one also when both make it twenty times at once", async () => {
    const [alice, bob] = chat.people();
    const answers = await Promise.all(
      range(20).map((index) =>
        index % 2 === 0
          ? alice.post<RoomSummary>("/v1/rooms", { id: `try-${index}`, kind: "direct", members: ["bob"] })
          : bob.post<RoomSummary>("/v1/rooms", { kind: "direct", members: ["alice"] }),
      ),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([...range(19).map(() => 200), 201]);
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
    expect((await alice.must(alice.get<RoomsPage>("/v1/rooms"))).rooms).toHaveLength(1);
  });
});

describe("the list of my rooms", () => {
  it("has the latest activity first, with the last message and everyone named", async () => {
    const [alice] = chat.people();
    const bob = chat.aUser("bob", { name: "Bob B." });
    await bob.get("/v1/me");
    const quiet = await alice.makeRoom({ kind: "group" });
    const direct = await alice.makeRoom({ kind: "direct", members: ["bob"] });
    await alice.say(direct.id, "first");
    await alice.say(quiet.id, "not quiet any more");
    const last = await bob.say(direct.id, "last");
    const list = await alice.must(alice.get<RoomsPage>("/v1/rooms"));
    expect(list.rooms.map(({ id }) => id)).toEqual([direct.id, quiet.id]);
    expect(list.rooms[0]).toMatchObject({ lastMessage: last, peer: "bob", seq: 2 });
    expect(list.users).toMatchObject({ bob: { name: "Bob B." }, alice: {} });
    expect(list.cursor).toBeUndefined();
  });

  it("comes page by page, each room once", async () => {
    const [alice] = chat.people();
    const ids = await Promise.all(range(25).map(async () => (await alice.makeRoom({ kind: "group" })).id));
    const seen: string[] = [];
    for (let next: string | undefined = ""; next !== undefined;) {
      const page: RoomsPage = await alice.must(alice.get<RoomsPage>(`/v1/rooms?limit=10${next && `&cursor=${next}`}`));
      seen.push(...page.rooms.map(({ id }) => id));
      next = page.cursor;
    }
    expect(seen.sort()).toEqual(ids.sort());
  });

  it("does not go on past a last page that is full", async () => {
    const [alice] = chat.people();
    await inTurn(4, () => alice.makeRoom({ kind: "group" }));
    const first = await alice.must(alice.get<RoomsPage>("/v1/rooms?limit=2"));
    const second = await alice.must(alice.get<RoomsPage>(`/v1/rooms?limit=2&cursor=${first.cursor ?? ""}`));
    expect([first.rooms.length, second.rooms.length]).toEqual([2, 2]);
    expect(second.cursor).toBeUndefined();
  });

  it("has no room of others, none that one has left, and no channel that one only sees", async () => {
    const [alice, bob] = chat.people();
    await alice.makeRoom({ kind: "group" });
    await alice.makeRoom({ kind: "channel" });
    const left = await alice.makeRoom({ kind: "group", members: ["bob"] });
    await bob.del(`/v1/rooms/${left.id}/members/bob`);
    expect(await bob.must(bob.get<RoomsPage>("/v1/rooms"))).toEqual({ rooms: [], users: {} });
  });
});

describe("a room that one is not in", () => {
  it("is seen and joined when it is a channel; what is said there is for its members", async () => {
    const [alice, bob] = chat.people();
    const { id } = await alice.makeRoom({ kind: "channel", name: "Open" });
    await alice.say(id, "for members");
    const seen = await bob.room(id);
    expect(seen).toMatchObject({ id, kind: "channel", name: "Open", memberCount: 1 });
    expect(Object.keys(seen)).not.toEqual(expect.arrayContaining(["me"]));
    expect(Object.keys(seen)).not.toEqual(expect.arrayContaining(["lastMessage"]));
    expect((await bob.get(`/v1/rooms/${id}/messages`)).body.code).toBe("forbidden");
    await bob.join(id);
    expect(await bob.room(id)).toMatchObject({ me: { userId: "bob", role: "member", joinedSeq: 1 }, memberCount: 2 });
  });

  it("answers exactly as one that does not exist when it is a group, on every path", async () => {
    const [alice, bob] = chat.people();
    const { id } = await alice.makeRoom({ kind: "group" });
    const message = await alice.say(id, "secret");
    const paths = ["", "/messages", `/messages/${message.id}`, "/members", "/changes?since=0"];
    for (const path of paths) {
      const [hidden, absent] = await Promise.all(
        [`/v1/rooms/${id}`, `/v1/rooms/${anId()}`].map((room) => bob.get(room + path)),
      );
      const { requestId: _, ...told } = hidden!.body;
      expect([hidden!.status, told]).toMatchObject([404, { code: "room_not_found" }]);
      expect(absent!.body).toMatchObject(told);
    }
    expect((await bob.sayOrNot(id, "hi")).body.code).toBe("room_not_found");
    expect((await bob.put(`/v1/rooms/${id}/members/bob`)).body.code).toBe("room_not_found");
    expect((await bob.put(`/v1/rooms/${id}/members/carol`)).body.code).toBe("room_not_found");
    expect((await bob.del(`/v1/rooms/${id}/members/alice`)).body.code).toBe("room_not_found");
  });
});

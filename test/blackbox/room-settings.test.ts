import { describe, expect, it } from "@jest/globals";

import type { ChangeRoomRequest, RoomKind } from "../../client/src/index.ts";
import { useChat } from "../support/chat.ts";
import type { User } from "../support/user.ts";

const chat = useChat();

const change = (user: User, id: string, request: ChangeRoomRequest) => user.patch(`/v1/rooms/${id}`, request);
const codeOf = async (user: User, id: string, request: ChangeRoomRequest) =>
  (await change(user, id, request)).body.code;
/** Alice owns it, Bob is a member. */
const aRoom = async (kind: RoomKind = "group") => {
  const [alice, bob, carol] = chat.people();
  const { id } = await alice.makeRoom({ kind, members: ["bob"] });
  return { alice, bob, carol, id };
};

const profile = {
  name: "Überraschung 🎉",
  description: "What we plan.\n\nAnd when.",
  picture: "https://example.org/a.png",
  data: { order: 17, tags: ["a", "b"], nested: { constructor: null, empty: {} } },
};

describe("what a room says of itself", () => {
  it("is kept as it was given when the room is made", async () => {
    const [alice] = chat.people();
    const { id } = await alice.makeRoom({ kind: "channel", ...profile });
    expect(await alice.room(id)).toMatchObject(profile);
  });

  it("is told to everybody in the room when it changes, live and in the change feed", async () => {
    const { alice, bob, id } = await aRoom();
    const socket = await bob.connect();
    const { version, createdAt } = await alice.room(id);
    expect((await change(alice, id, profile)).body).toMatchObject({ ...profile, version: version + 1 });
    const event = await socket.until(() => socket.events(id)[0], "the change is heard");
    const room = { id, kind: "group", ...profile, createdAt };
    expect(event).toEqual({ type: "room", roomId: id, prev: version, version: version + 1, room });
    await alice.say(id, "how do you like it?");
    expect((await bob.changes(id, version)).events[0]).toEqual(event);
  });

  it("stays where a change is silent, and goes where it says null", async () => {
    const { alice, id } = await aRoom();
    await change(alice, id, profile);
    const { body } = await change(alice, id, { description: null, data: null });
    expect(body).toMatchObject({ name: profile.name, picture: profile.picture });
    expect(body).not.toHaveProperty("description");
    expect(body).not.toHaveProperty("data");
  });

  it("takes no version when it is the same as before", async () => {
    const { alice, id } = await aRoom();
    const { body } = await change(alice, id, profile);
    expect((await change(alice, id, profile)).body).toEqual(body);
    expect((await change(alice, id, { locked: false })).body).toEqual(body);
  });

  it.each([
    ["no field", {}, "invalid_input"],
    ["a name of nothing", { name: "" }, "invalid_input"],
    ["a half of a surrogate pair in data", { data: { a: ["\ud800"] } }, "invalid_input"],
    ["U+0000 in a key of data", { data: { "\u0000": 1 } }, "invalid_input"],
    ["data that is no object", { data: [1] }, "invalid_input"],
    ["data over 8 KB", { data: { a: "ä".repeat(4_100) } }, "invalid_input"],
    ["a kind", { kind: "channel" }, "unknown_field"],
    ["a version", { version: 7 }, "unknown_field"],
  ])("refuses %s", async (_what, request, code) => {
    const { alice, id } = await aRoom();
    expect((await alice.patch(`/v1/rooms/${id}`, request)).body.code).toBe(code);
  });

  it("takes data of exactly 8 KB", async () => {
    const { alice, id } = await aRoom();
    const data = { a: "x".repeat(8_192 - '{"a":""}'.length) };
    expect((await change(alice, id, { data })).body).toMatchObject({ data });
  });

  it("is nothing in a room of two, which has nothing but them", async () => {
    const [alice] = chat.people();
    const { id } = await alice.makeRoom({ kind: "direct", members: ["bob"] });
    expect(await codeOf(alice, id, { name: "us" })).toBe("forbidden");
    const refused = await alice.post("/v1/rooms", { kind: "direct", members: ["carol"], description: "us" });
    expect(refused.body).toMatchObject({ code: "invalid_input", errors: [{ path: "description" }] });
  });
});

describe("a room that is locked", () => {
  it("takes no post and nobody new, whoever asks, until it is unlocked", async () => {
    const { alice, bob, carol, id } = await aRoom("channel");
    await change(alice, id, { locked: true });
    for (const user of [alice, bob]) expect((await user.sayOrNot(id, "hello?")).body.code).toBe("room_locked");
    expect((await carol.put(`/v1/rooms/${id}/members/carol`)).body.code).toBe("room_locked");
    expect((await alice.put(`/v1/rooms/${id}/members/carol`)).body.code).toBe("room_locked");
    expect(await bob.room(id)).toMatchObject({ locked: true });
    expect((await change(alice, id, { locked: false })).body).not.toHaveProperty("locked");
    expect(await bob.say(id, "hello")).toMatchObject({ seq: 1 });
  });

  it("takes no post of somebody who was believed a moment ago", async () => {
    const { alice, bob, id } = await aRoom();
    await bob.say(id, "so that Bob is known to be one who may");
    await change(alice, id, { locked: true });
    expect((await bob.sayOrNot(id, "too late")).body.code).toBe("room_locked");
    await change(alice, id, { locked: false });
    expect(await bob.say(id, "now")).toMatchObject({ seq: 2 });
  });
});

describe("a room for announcements", () => {
  it("takes posts of its owner and moderators alone", async () => {
    const { alice, bob, id } = await aRoom();
    await change(alice, id, { announcement: true });
    expect(await alice.say(id, "hear, hear")).toMatchObject({ seq: 1 });
    expect((await bob.sayOrNot(id, "what?")).body.code).toBe("announcements_only");
    await alice.give(id, bob, "moderator");
    expect(await bob.say(id, "listen")).toMatchObject({ seq: 2 });
  });
});

describe("a room that is archived", () => {
  it("can be read and left, and nothing is added to it", async () => {
    const { alice, bob, id } = await aRoom();
    await bob.say(id, "the last word");
    await change(alice, id, { archived: true });
    expect((await bob.sayOrNot(id, "or not")).body.code).toBe("room_archived");
    expect((await alice.put(`/v1/rooms/${id}/members/carol`)).body.code).toBe("room_archived");
    expect((await bob.messages(id)).messages).toHaveLength(1);
    expect((await bob.del(`/v1/rooms/${id}/members/bob`)).status).toBe(204);
  });

  it("is its owner's decision, and may be taken back", async () => {
    const { alice, bob, id } = await aRoom();
    await alice.give(id, bob, "moderator");
    expect(await codeOf(bob, id, { archived: true })).toBe("forbidden");
    await change(alice, id, { archived: true });
    await change(alice, id, { archived: false });
    expect(await bob.say(id, "here we are again")).toMatchObject({ seq: 1 });
  });

  it("is not changed halfway: who may not do one thing of a change does none of it", async () => {
    const { alice, bob, id } = await aRoom();
    await alice.give(id, bob, "moderator");
    expect(await codeOf(bob, id, { name: "mine", archived: true })).toBe("forbidden");
    expect(await alice.room(id)).not.toHaveProperty("name");
  });
});

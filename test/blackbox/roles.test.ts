import { describe, expect, it } from "@jest/globals";

import { useChat } from "../support/chat.ts";

const chat = useChat();

/** Alice owns a group with Bob and Carol. */
const aGroup = async () => {
  const [alice, bob, carol] = chat.people();
  const { id } = await alice.makeRoom({ kind: "group", members: ["bob", "carol"] });
  const refuses = async (asking: Promise<{ readonly body: { readonly code?: string } }>) => (await asking).body.code;
  const give = (user: { patch: typeof alice.patch }, userId: string, role: string) =>
    refuses(user.patch(`/v1/rooms/${id}/members/${userId}`, { role }));
  return { alice, bob, carol, id, give, refuses };
};

describe("a role", () => {
  it("is told to everybody in the room, and kept", async () => {
    const { alice, bob, carol, id } = await aGroup();
    const socket = await carol.connect();
    const { version } = await alice.room(id);
    expect(await alice.give(id, bob, "moderator")).toEqual({ userId: "bob", role: "moderator", joinedSeq: 0 });
    const event = await socket.until(() => socket.events(id)[0], "the change is heard");
    expect(event).toMatchObject({ prev: version, version: version + 1, memberCount: 3, member: { userId: "bob" } });
    expect((await carol.changes(id, version)).events).toEqual([event]);
    expect((await bob.room(id)).me).toMatchObject({ role: "moderator" });
  });

  it("that somebody has already changes nothing", async () => {
    const { alice, carol, id } = await aGroup();
    const { version } = await alice.room(id);
    await alice.give(id, carol, "member");
    expect(await alice.room(id)).toMatchObject({ version });
  });

  it("reaches down only: nobody has a say over an equal, or gives what they have", async () => {
    const { alice, bob, carol, give, id, refuses } = await aGroup();
    await alice.give(id, bob, "moderator");
    await alice.give(id, carol, "moderator");
    expect(await give(bob, "carol", "reader")).toBe("forbidden");
    expect(await give(bob, "alice", "member")).toBe("forbidden");
    expect(await refuses(bob.del(`/v1/rooms/${id}/members/carol`))).toBe("forbidden");
    expect(await refuses(bob.del(`/v1/rooms/${id}/members/alice`))).toBe("forbidden");
    expect(await refuses(bob.post(`/v1/rooms/${id}/members`, { userIds: ["dave"], role: "moderator" }))).toBe(
      "forbidden",
    );
    expect(await refuses(bob.post(`/v1/rooms/${id}/members`, { userIds: ["dave"], role: "reader" }))).toBeUndefined();
    expect(await give(bob, "dave", "member")).toBeUndefined();
  });

  it("of nobody, or one that there is not, is refused", async () => {
    const { alice, give } = await aGroup();
    expect(await give(alice, "zoe", "reader")).toBe("user_not_found");
    expect(await give(alice, "bob", "admin")).toBe("invalid_input");
  });

  it("of a reader lets nobody post until it is another", async () => {
    const { alice, bob, id } = await aGroup();
    await alice.give(id, bob, "reader");
    expect((await bob.sayOrNot(id, "may I?")).body.code).toBe("forbidden");
    await alice.give(id, bob, "member");
    expect(await bob.say(id, "thank you")).toMatchObject({ seq: 1 });
  });
});

describe("handing a room over", () => {
  it("leaves one owner, and the former one a moderator", async () => {
    const { alice, bob, id, give } = await aGroup();
    expect(await alice.give(id, bob, "owner")).toMatchObject({ userId: "bob", role: "owner" });
    expect((await alice.room(id)).me).toMatchObject({ role: "moderator" });
    expect(await give(alice, "carol", "owner")).toBe("forbidden");
    expect(await give(bob, "alice", "reader")).toBeUndefined();
  });

  it("is never done twice at once", async () => {
    const { alice, bob, carol, id } = await aGroup();
    const heirs = [bob, carol, bob, carol].map((heir) =>
      alice.patch(`/v1/rooms/${id}/members/${heir.id}`, { role: "owner" }),
    );
    const codes = (await Promise.all(heirs)).map(({ body }) => body.code);
    expect(codes.filter((code) => code === undefined)).toHaveLength(1);
    const { body } = await alice.get<{ members: { role: string }[] }>(`/v1/rooms/${id}/members`);
    expect(body.members.filter(({ role }) => role === "owner")).toHaveLength(1);
  });
});

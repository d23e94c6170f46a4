import { describe, expect, it } from "@jest/globals";

import type { AuditPage, Message } from "../../client/src/index.ts";
import { anId, useChat } from "../support/chat.ts";
import type { User } from "../support/user.ts";

const chat = useChat();

const record = async (user: User, roomId: string, query = "") =>
  (await user.ask<AuditPage & { readonly code?: string }>("GET", `/v1/rooms/${roomId}/audit${query}`)).body;

/** `<who> <action> <to whom>`, the first first. */
const told = ({ records }: AuditPage) =>
  records
    .toReversed()
    .map(({ actorId, action, target }) => [actorId, action, target].filter((word) => word !== undefined).join(" "));

/** Deletes, and waits until it is done. */
const del = (user: User, { roomId, id }: Message, key = anId()) => {
  const headers = { prefer: "wait=10", "idempotency-key": key };
  return user.must(user.ask("DELETE", `/v1/rooms/${roomId}/messages/${id}`, { headers }));
};

describe("the record of a room", () => {
  it("tells its owner who did what to whom, when and from where", async () => {
    const [alice, bob, carol] = chat.people();
    const { id } = await alice.makeRoom({ kind: "group", members: ["bob"] });
    const at = `/v1/rooms/${id}`;
    await alice.must(alice.patch(`${at}/members/bob`, { role: "moderator" }));
    await bob.must(bob.ask("PUT", `${at}/invitations/carol`, { json: {} }));
    await carol.join(id);
    await bob.must(bob.ask("PUT", `${at}/members/carol/mute`, { json: { seconds: 60 } }));
    await bob.must(bob.del(`${at}/members/carol/mute`));
    await bob.must(bob.patch(at, { name: "Ours", locked: true }));
    await bob.must(bob.ask("PUT", `${at}/bans/carol`, { json: { seconds: 3_600 } }));
    await bob.must(bob.del(`${at}/bans/carol`));
    await alice.must(alice.del(`${at}/members/alice?successor=bob`));
    const page = await record(bob, id);
    expect(told(page)).toEqual([
      "alice room.created",
      "alice member.added bob",
      "alice member.role_changed bob",
      "bob user.invited carol",
      "carol member.joined carol",
      "bob member.muted carol",
      "bob member.unmuted carol",
      "bob room.changed",
      "bob user.banned carol",
      "bob user.ban_lifted carol",
      "alice room.handed_over bob",
      "alice member.left alice",
    ]);
    const ofKind = (action: string) => page.records.find((each) => each.action === action);
    expect(ofKind("member.role_changed")?.details).toEqual({ from: "member", to: "moderator" });
    expect(ofKind("room.changed")?.details).toEqual({ name: "changed", locked: true });
    for (const each of page.records) {
      expect(each).toMatchObject({ roomId: id, address: expect.any(String), requestId: expect.any(String) });
    }
  });

  it("has nothing of what was refused, and nothing of what changed nothing", async () => {
    const [alice, bob] = chat.people();
    const { id } = await alice.makeRoom({ kind: "group", members: ["bob"] });
    const before = told(await record(alice, id));
    expect((await bob.patch(`/v1/rooms/${id}/members/alice`, { role: "reader" })).body.code).toBe("forbidden");
    await alice.must(alice.put(`/v1/rooms/${id}/members/bob`));
    await alice.must(alice.patch(`/v1/rooms/${id}/members/bob`, { role: "member" }));
    expect(told(await record(alice, id))).toEqual(before);
  });

  it("comes page by page", async () => {
    const [alice] = chat.people();
    const { id } = await alice.makeRoom({ kind: "group", members: ["bob", "carol", "dave"] });
    const first = await record(alice, id, "?limit=3");
    const second = await record(alice, id, `?limit=3&cursor=${first.cursor ?? ""}`);
    expect([...told(second), ...told(first)]).toEqual(told(await record(alice, id)));
    expect(second.cursor).toBeUndefined();
  });
});

describe("the record of messages that others deleted", () => {
  it("tells who deleted whose, and from where", async () => {
    const [alice, bob, carol] = chat.people();
    const { id: roomId } = await alice.makeRoom({ kind: "group", members: ["bob", "carol"] });
    await alice.give(roomId, bob, "moderator");
    const [one, two, three] = [
      await carol.say(roomId, "1"),
      await carol.say(roomId, "2"),
      await alice.say(roomId, "3"),
    ];
    await del(bob, one);
    const socket = await bob.connect();
    await socket.ask("delete", { roomId, messageId: two.id });
    await socket.until(() => socket.texts(roomId).includes(""), "the deletion is heard");
    await del(chat.aUser("crm", { isService: true }), three);
    const from = { address: expect.any(String), requestId: expect.any(String) };
    const { records } = await record(alice, roomId, "?limit=3");
    const action = "message.deleted";
    expect(records.toReversed()).toMatchObject([
      { action, roomId, actorId: "bob", target: "carol", details: { messageId: one.id }, ...from },
      { action, roomId, actorId: "bob", target: "carol", details: { messageId: two.id }, address: from.address },
      { action, roomId, actorId: "crm", byService: true, target: "alice", details: { messageId: three.id }, ...from },
    ]);
  });

  it("has each once, and nothing of what authors take back", async () => {
    const [alice, bob] = chat.people();
    const { id: roomId } = await alice.makeRoom({ kind: "group", members: ["bob"] });
    const [rude, oops] = [await bob.say(roomId, "rude"), await bob.say(roomId, "oops")];
    const key = anId();
    for (const again of [key, key, anId()]) await del(alice, rude, again);
    await del(bob, rude);
    await del(bob, oops);
    expect(told(await record(alice, roomId)).slice(2)).toEqual(["alice message.deleted bob"]);
  });
});

import { describe, expect, it } from "@jest/globals";
import type { BlocksPage } from "../../client/src/index.ts";
import { useChat } from "../support/chat.ts";
import type { User } from "../support/user.ts";

const chat = useChat();

const block = (user: User, other: User) => user.must(user.put(`/v1/me/blocks/${other.id}`));
const unblock = (user: User, other: User) => user.must(user.del(`/v1/me/blocks/${other.id}`));
const listed = async (user: User) =>
  (await user.must(user.get<BlocksPage>("/v1/me/blocks"))).blocks.map(({ userId }) => userId);
const codeOf = async (asking: Promise<{ body: { code?: string } }>) => (await asking).body.code;

describe("a block", () => {
  it("keeps both from posting in their room until it is taken back, and tells nobody whose it is", async () => {
    const [alice, bob] = chat.people();
    const { id } = await alice.makeRoom({ kind: "direct", members: ["bob"] });
    const own = await bob.say(id, "before");
    await block(alice, bob);
    const [hers, his] = [await alice.sayOrNot(id, "I"), await bob.sayOrNot(id, "you")];
    expect([hers.status, his.status]).toEqual([403, 403]);
    const { requestId: _, ...said } = hers.body;
    expect(his.body).toMatchObject({ ...said, code: "blocked" });
    expect([await listed(alice), await listed(bob)]).toEqual([["bob"], []]);
    expect((await bob.del(`/v1/rooms/${id}/messages/${own.id}`)).status).toBe(202);
    await unblock(bob, alice);
    expect(await codeOf(alice.sayOrNot(id, "I"))).toBe("blocked");
    await unblock(alice, bob);
    expect((await bob.say(id, "after")).text).toBe("after");
  });

  it("is judged again where posts are applied, whatever was remembered on the way in", async () => {
    const [alice, bob] = chat.people();
    const { id } = await alice.makeRoom({ kind: "direct", members: ["bob"] });
    const other = await alice.makeRoom({ kind: "direct", members: ["carol"] });
    const socket = await bob.connect();
    await bob.say(id, "a yes is remembered");
    await block(alice, bob);
    const ack = await bob.sendBy(socket, id, "too late");
    const code = ack.ok
      ? (await socket.until(() => socket.rejected.find((each) => each.commandId === ack.id), "it is rejected")).code
      : ack.code;
    expect(code).toBe("blocked");
    expect((await bob.messages(id)).messages.map(({ text }) => text)).toEqual(["a yes is remembered"]);
    expect((await alice.say(other.id, "hello")).seq).toBe(1);
  });

  it("keeps both from opening a room with the other, and gives them the one that is there", async () => {
    const [alice, bob, carol] = chat.people();
    const { id } = await alice.makeRoom({ kind: "direct", members: ["carol"] });
    await block(alice, bob);
    await block(alice, carol);
    const open = (user: User, other: User) => user.post("/v1/rooms", { kind: "direct", members: [other.id] });
    expect([await codeOf(open(alice, bob)), await codeOf(open(bob, alice))]).toEqual(["blocked", "blocked"]);
    expect((await carol.must(open(carol, alice))).id).toBe(id);
    await unblock(alice, bob);
    expect((await open(bob, alice)).status).toBe(201);
  });

  it("keeps both from bringing the other into rooms, but not from meeting there", async () => {
    const [alice, bob, carol] = chat.people();
    await block(alice, bob);
    const { id } = await bob.makeRoom({ kind: "channel", members: ["carol"] });
    expect(await codeOf(bob.put(`/v1/rooms/${id}/members/alice`))).toBe("blocked");
    expect(await codeOf(bob.ask("PUT", `/v1/rooms/${id}/invitations/alice`, { json: {} }))).toBe("blocked");
    expect(await codeOf(bob.post("/v1/rooms", { kind: "group", members: ["carol", "alice"] }))).toBe("blocked");
    const hers = await alice.makeRoom({ kind: "group" });
    expect(await codeOf(alice.post(`/v1/rooms/${hers.id}/members`, { userIds: ["carol", "bob"] }))).toBe("blocked");
    expect((await alice.room(hers.id)).memberCount).toBe(1);
    await alice.join(id);
    await bob.say(id, "hello");
    expect((await alice.say(id, "hello")).seq).toBe(2);
    await carol.must(carol.get(`/v1/rooms/${id}`));
  });

  it("holds no service, and is of somebody else", async () => {
    const [alice, bob] = chat.people();
    const service = chat.aUser("backend", { isService: true });
    const { id } = await alice.makeRoom({ kind: "direct", members: ["bob"] });
    await block(alice, bob);
    await block(alice, service);
    expect((await service.say(id, "news")).seq).toBe(1);
    await service.makeRoom({ kind: "group", members: ["alice", "bob"] });
    expect(await codeOf(alice.put("/v1/me/blocks/alice"))).toBe("invalid_input");
  });
});

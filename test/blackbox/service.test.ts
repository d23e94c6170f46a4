import { beforeEach, describe, expect, it } from "@jest/globals";

import type { Message, MessagesPage, RoomsPage, SyncAnswer, UsersAnswer } from "../../client/src/index.ts";
import { anId, aTenant, useChat } from "../support/chat.ts";
import type { User } from "../support/user.ts";
import { eventually } from "../support/wait.ts";

const chat = useChat();

let service: User;
let alice: User;
let bob: User;

beforeEach(() => {
  [service, alice, bob] = [chat.aUser("crm", { isService: true }), chat.aUser("alice"), chat.aUser("bob")];
});

const post = (user: User, roomId: string, more: object) =>
  user.post<Message & { code?: string }>(
    `/v1/rooms/${roomId}/messages`,
    { text: "hello", ...more },
    { prefer: "wait=10" },
  );

describe("a backend that acts for its tenant", () => {
  it("makes rooms for others, and looks after them without being in them", async () => {
    const { id } = await service.makeRoom({ kind: "group", owner: "alice", members: ["bob"], name: "Order 7" });
    expect(await alice.room(id)).toMatchObject({ me: { role: "owner" }, memberCount: 2 });
    await alice.say(id, "hi");
    expect(await service.room(id)).toMatchObject({ lastMessage: { text: "hi" }, name: "Order 7" });
    expect(await service.room(id)).not.toHaveProperty("me");
    await service.give(id, bob, "owner");
    expect(await alice.room(id)).toMatchObject({ me: { role: "moderator" } });
    await service.remove(id, bob);
    await service.give(id, alice, "owner");
    expect((await service.must(service.get<RoomsPage>("/v1/rooms"))).rooms).toEqual([]);
  });

  it("makes users before they come, all of them or none, and again changes what is different", async () => {
    const put = (users: readonly object[], by = service) =>
      by.post<UsersAnswer & { code?: string }>("/v1/users", { users });
    const both = [
      { userId: "dora", name: "Dora", data: { plan: "gold" } },
      { userId: "emil", picture: "https://example.org/e.png" },
    ];
    const { users } = await service.must(put(both));
    expect(users).toEqual({
      dora: { name: "Dora", data: { plan: "gold" } },
      emil: { picture: "https://example.org/e.png" },
    });
    expect((await service.must(put([{ userId: "dora", data: null }]))).users).toEqual({ dora: { name: "Dora" } });
    expect((await put([{ userId: "fred", name: "Fred" }, { userId: "." }])).body.code).toBe("invalid_input");
    expect((await alice.get("/v1/users/fred")).status).toBe(404);
    expect((await put(both, alice)).body.code).toBe("forbidden");
  });

  it("brings two together, once", async () => {
    const { id } = await service.makeRoom({ kind: "direct", members: ["alice", "bob"] });
    expect(await alice.makeRoom({ kind: "direct", members: ["bob"] })).toMatchObject({ id, peer: "bob" });
    expect(await service.room(id)).not.toHaveProperty("peer");
    expect((await service.put(`/v1/rooms/${id}/members/carol`)).body.code).toBe("forbidden");
  });

  it("speaks for anybody, who hears of it as of any message, and for people who never were seen", async () => {
    const { id } = await alice.makeRoom({ kind: "group", members: ["bob"] });
    const socket = await bob.connect();
    const said = await service.must(post(service, id, { authorId: "alice" }));
    expect(said).toMatchObject({ authorId: "alice", text: "hello" });
    const path = `/v1/rooms/${id}/commands/${said.id}`;
    expect((await service.get(`${path}?authorId=alice`)).body).toMatchObject({ status: "applied" });
    expect((await bob.get(`${path}?authorId=alice`)).body.code).toBe("forbidden");
    await service.must(post(service, id, { authorId: "ghost", text: "boo" }));
    await socket.untilText(id, "boo");
    const { messages, users } = await bob.messages(id);
    expect([messages.map(({ authorId }) => authorId), users]).toEqual([["alice", "ghost"], { alice: {}, ghost: {} }]);
    expect((await bob.must(bob.get<UsersAnswer>("/v1/users?user=ghost"))).users).toEqual({ ghost: {} });
  });

  it("says as the system what nobody said, once however often it is repeated", async () => {
    const { id: roomId } = await alice.makeRoom({ kind: "group", members: ["bob"] });
    const [sdk, id] = [bob.sdk(), anId()];
    await sdk.openRoom(roomId);
    const sayings = [service, service, chat.aUser("crm-2", { isService: true })];
    for (const each of sayings) {
      const { body } = await post(each, roomId, { id, kind: "system", text: "paid" });
      expect(body).toMatchObject({ id, kind: "system", seq: 1 });
      expect(body).not.toHaveProperty("authorId");
    }
    const { messages, users } = await alice.messages(roomId);
    const seen = async () =>
      sdk.roomState(roomId)?.messages.length === 1 ? sdk.roomState(roomId)?.messages : undefined;
    expect(await eventually(seen, "the client shows it")).toEqual(messages);
    expect([messages.length, users]).toEqual([1, {}]);
    expect((await alice.room(roomId)).lastMessage).toEqual(messages[0]);
    expect((await alice.changes(roomId, 3)).events).toMatchObject([{ message: messages[0] }]);
    expect((await post(alice, roomId, { id })).body.code).toBe("id_taken");
    expect(await service.command(roomId, id)).toMatchObject({ status: "applied" });
    expect((await alice.del(`/v1/rooms/${roomId}/messages/${id}`)).status).toBeLessThan(300);
  });

  it("is held by no mute, also in the name of who is muted", async () => {
    const { id } = await alice.makeRoom({ kind: "group", members: ["bob"] });
    await alice.must(alice.ask("PUT", `/v1/rooms/${id}/members/bob/mute`, { json: { seconds: 60 } }));
    expect((await bob.sayOrNot(id, "hi")).body.code).toBe("muted");
    await service.must(post(service, id, { authorId: "bob" }));
    expect((await bob.sayOrNot(id, "hi")).body.code).toBe("muted");
    await service.must(service.patch(`/v1/rooms/${id}`, { locked: true }));
    expect((await post(service, id, { authorId: "bob" })).body.code).toBe("room_locked");
  });

  it("is in the rooms that it is made a member of, as a bot is", async () => {
    const { id } = await alice.makeRoom({ kind: "group", members: ["bob"] });
    await service.join(id);
    const socket = await service.connect();
    expect(socket.ready?.rooms).toMatchObject([{ id }]);
    await alice.say(id, "hi, bot");
    await socket.untilText(id, "hi, bot");
    await service.remove(id, service);
    expect((await alice.room(id)).memberCount).toBe(2);
  });
});

describe("nobody else is one", () => {
  it.each(["Service", "admin", ["service"], true, { service: true }, "service "])("with the role %j", async (role) => {
    const { id } = await alice.makeRoom({ kind: "group" });
    const authorization = `Bearer ${await chat.aUser("mallory").token({ claims: { role } })}`;
    const asked = await bob.ask("GET", `/v1/rooms/${id}`, { headers: { authorization } });
    expect(asked.body.code).toBe("room_not_found");
  });

  it("by sending its fields, which are named", async () => {
    const { id } = await alice.makeRoom({ kind: "group", members: ["bob"] });
    const answers = [
      await post(alice, id, { authorId: "bob" }),
      await post(alice, id, { kind: "system" }),
      await alice.post("/v1/rooms", { kind: "group", owner: "bob" }),
    ];
    const named = answers.map(({ status, body }) => [status, body.code, (body as { errors?: unknown }).errors]);
    const error = (path: string) => [403, "forbidden", [expect.objectContaining({ path, code: "service_only" })]];
    expect(named).toEqual([error("authorId"), error("kind"), error("owner")]);
    const socket = await alice.connect();
    const bySocket = await socket.ask("send", { roomId: id, text: "hi", authorId: "bob" });
    expect(bySocket).toMatchObject({ ok: false, code: "unknown_field" });
  });

  it("in another tenant, where there is nothing for it", async () => {
    const abroad = chat.aUser("crm", { isService: true, tenant: aTenant() });
    const { id } = await alice.makeRoom({ kind: "channel", members: ["bob"] });
    const said = await alice.say(id, "only here");
    const path = `/v1/rooms/${id}`;
    const asked = [
      abroad.get(path),
      abroad.get(`${path}/messages`),
      abroad.get(`${path}/messages/${said.id}`),
      abroad.get(`${path}/members`),
      abroad.get(`${path}/changes?since=0`),
      abroad.patch(path, { name: "mine" }),
      abroad.put(`${path}/members/crm`),
      abroad.del(`${path}/members/bob`),
      abroad.del(`${path}/messages/${said.id}`),
      post(abroad, id, { authorId: "alice" }),
      post(abroad, id, { kind: "system" }),
    ];
    const codes = (await Promise.all(asked)).map(({ body }) => body.code);
    expect(new Set(codes)).toEqual(new Set(["room_not_found"]));
    const { rooms } = await abroad.must(abroad.post<SyncAnswer>("/v1/sync", { rooms: { [id]: 0 } }));
    expect(rooms).toEqual({ [id]: { gone: true } });
    expect((await abroad.must(abroad.get<UsersAnswer>("/v1/users?user=alice&user=bob"))).users).toEqual({});
    const mine = await abroad.must(abroad.post<{ id: string }>("/v1/rooms", { id, kind: "channel" }));
    expect((await service.must(service.get<MessagesPage>(`/v1/rooms/${mine.id}/messages`))).messages).toEqual([said]);
  });
});

import { describe, expect, it } from "@jest/globals";

import type { Accepted, Message } from "../../client/src/index.ts";
import { anId, useChat } from "../support/chat.ts";
import { ask } from "../support/http.ts";

const chat = useChat();

describe("two people talking", () => {
  it("read each other by HTTP", async () => {
    const [alice, bob] = chat.people();
    const { id } = await alice.makeRoom({ kind: "direct", members: ["bob"] });
    const hello = await alice.say(id, "hello");
    const answer = await bob.say(id, "hello yourself");
    expect((await bob.messages(id)).messages).toEqual([hello, answer]);
    expect([hello.seq, answer.seq]).toEqual([1, 2]);
    expect(hello).toMatchObject({ roomId: id, authorId: "alice", text: "hello", version: 4 });
    expect(hello.createdAt).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  });

  it("hear each other by socket, the author too", async () => {
    const [alice, bob] = chat.people();
    const { id } = await alice.makeRoom({ kind: "group", members: ["bob"] });
    const [hers, his] = await Promise.all([alice.connect(), bob.connect()]);
    const ack = await alice.sendBy(hers, id, "hello");
    expect(ack).toEqual({ ok: true, id: expect.any(String), roomId: id, status: "accepted" });
    const heard = await his.untilText(id, "hello");
    await hers.untilText(id, "hello");
    expect(heard).toMatchObject({ type: "message", roomId: id, message: { authorId: "alice", seq: 1 } });
    expect(hers.events(id)).toEqual(his.events(id));
  });

  it("meet whichever way they came: by the product's client, and by a plain socket", async () => {
    const [alice, bob] = chat.people();
    const { id } = await alice.makeRoom({ kind: "channel", members: ["bob"] });
    const [client, plain] = [alice.sdk(), await bob.connect()];
    await client.openRoom(id);
    const told = new Promise<Message>((resolve) => client.on("message", resolve));
    await bob.sendBy(plain, id, "from the socket");
    expect(await told).toMatchObject({ text: "from the socket", authorId: "bob" });
    const sent = await client.send(id, { text: "from the client" });
    expect(await plain.untilText(id, "from the client")).toMatchObject({ message: sent });
  });
});

describe("a post by HTTP", () => {
  it("is promised with 202, and stands where Location says", async () => {
    const [alice] = chat.people();
    const { id } = await alice.makeRoom({ kind: "group" });
    const posted = await alice.post<Accepted>(`/v1/rooms/${id}/messages`, { text: "hi" });
    expect(posted.status).toBe(202);
    expect(posted.body).toEqual({ id: expect.any(String), roomId: id, status: "accepted" });
    expect(posted.headers.get("location")).toBe(`/v1/rooms/${id}/messages/${posted.body.id}`);
    await alice.say(id, "behind it");
    const found = await alice.get<Message>(posted.headers.get("location") ?? "");
    expect(found.body).toMatchObject({ id: posted.body.id, text: "hi", seq: 1 });
  });

  it("is answered with the message when the caller would rather wait", async () => {
    const [alice] = chat.people();
    const { id } = await alice.makeRoom({ kind: "group" });
    const mine = anId();
    const posted = await alice.post<Message>(
      `/v1/rooms/${id}/messages`,
      { id: mine, text: "hi" },
      { prefer: "wait=5" },
    );
    expect(posted.status).toBe(201);
    expect(posted.headers.get("preference-applied")).toBe("wait=5");
    expect(posted.body).toMatchObject({ id: mine, roomId: id, seq: 1, authorId: "alice", text: "hi" });
    expect((await alice.get(posted.headers.get("location") ?? "")).body).toEqual(posted.body);
  });

  it.each([
    ["wait=0", "wait=1"],
    ["wait=600", "wait=10"],
    ["respond-async, wait=2", "wait=2"],
    ["return=minimal", null],
    ["wait=-5", null],
    ["wait=soon", null],
  ])("follows Prefer: %s as %s", async (prefer, applied) => {
    const [alice] = chat.people();
    const { id } = await alice.makeRoom({ kind: "group" });
    const posted = await alice.post(`/v1/rooms/${id}/messages`, { text: "hi" }, { prefer });
    expect(posted.headers.get("preference-applied")).toBe(applied);
    expect(posted.status).toBe(applied === null ? 202 : 201);
  });

  it("is refused with a problem document that names what is wrong", async () => {
    const [alice] = chat.people();
    const { id } = await alice.makeRoom({ kind: "group" });
    const refused = await alice.post(`/v1/rooms/${id}/messages`, { txt: "hi" }, { "x-request-id": "trace-7" });
    expect(refused.status).toBe(400);
    expect(refused.headers.get("content-type")).toMatch(/^application\/problem\+json/);
    expect(refused.headers.get("x-request-id")).toBe("trace-7");
    expect(refused.body).toMatchObject({
      type: "/docs/errors#unknown_field",
      status: 400,
      code: "unknown_field",
      requestId: "trace-7",
      errors: expect.arrayContaining([{ path: "txt", code: "unknown_field", message: expect.any(String) }]),
    });
  });

  it("needs no more than a token and a line of curl", async () => {
    const [alice] = chat.people();
    const { id } = await alice.makeRoom({ kind: "channel", name: "Lobby" });
    const headers = { authorization: `Bearer ${await alice.token()}`, "content-type": "application/json" };
    const posted = await ask("POST", `/v1/rooms/${id}/messages`, { headers, raw: '{"text":"hello from curl"}' });
    expect(posted.status).toBe(202);
    await alice.say(id, "behind it");
    expect((await alice.messages(id)).messages[0]).toMatchObject({ text: "hello from curl" });
  });
});

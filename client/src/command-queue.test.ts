import { describe, expect, it } from "@jest/globals";
import { aClient } from "../test/a-client.ts";
import { settled } from "../test/fake-clock.ts";
import type { FakeServer } from "../test/fake-server.ts";

const sends = (server: FakeServer): string[] => server.log.filter((line) => /^(send|POST|GET .*commands)/.test(line));
const withoutId = (line: string): string => line.replace(/[^/]*$/, "…");
const storedTexts = (server: FakeServer): string[] => server.room.page(100).messages.map(({ text }) => text);

describe("send", () => {
  it("resolves with the message when it is stored", async () => {
    const { client } = await aClient();
    const message = await client.send("lobby", { text: "hello" });
    expect(message).toMatchObject({ text: "hello", seq: 1, authorId: "alice" });
    expect(message.id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7/);
  });

  it("has one command per room under way, in order", async () => {
    const { client, clock, server } = await aClient((one) => one.sends.push("lost"));
    const sent = Promise.all([client.send("lobby", { text: "one" }), client.send("lobby", { text: "two" })]);
    await settled();
    expect(sends(server)).toEqual(["send one"]);
    await clock.pass(5_000);
    expect((await sent).map(({ seq }) => seq)).toEqual([1, 2]);
  });

  it("asks what became of a command that had neither event nor refusal for 5 s", async () => {
    const { client, clock, server } = await aClient((one) => one.sends.push("no event"));
    const sent = client.send("lobby", { text: "hello" });
    await clock.pass(4_999);
    expect(sends(server)).toEqual(["send hello"]);
    await clock.pass(1);
    expect(await sent).toMatchObject({ text: "hello", seq: 1 });
  });

  it("repeats a command that nobody knows with the same id", async () => {
    const { client, clock, server } = await aClient((one) => one.sends.push("lost"));
    const sent = client.send("lobby", { text: "hello", id: "m-1" });
    await clock.pass(5_000);
    expect((await sent).id).toBe("m-1");
    expect(sends(server)).toEqual(["send hello", "GET /v1/rooms/lobby/commands/m-1", "send hello"]);
  });

  it("asks at once after a reconnect", async () => {
    const { client, clock, server } = await aClient((one) => one.sends.push("no event"));
    const sent = client.send("lobby", { text: "hello" });
    await settled();
    server.cut();
    await clock.pass(250);
    expect(await sent).toMatchObject({ text: "hello" });
    expect(sends(server).map(withoutId)).toEqual(["…", "GET /v1/rooms/lobby/commands/…"]);
  });

  it("posts by HTTP while there is no connection", async () => {
    const { client, server } = await aClient((one) => one.handshakes.push("unreachable"));
    expect(await client.send("lobby", { text: "hello" })).toMatchObject({ text: "hello" });
    expect(sends(server)).toEqual(["POST /v1/rooms/lobby/messages"]);
  });

  it("waits as long as the server asks before it tries again", async () => {
    const busy = { ok: false, code: "unavailable", message: "Busy.", retryAfterMs: 3_000 } as const;
    const { client, clock, server } = await aClient((one) => one.sends.push(busy));
    const sent = client.send("lobby", { text: "hello" });
    await clock.pass(2_999);
    expect(sends(server)).toHaveLength(1);
    await clock.pass(1);
    expect(await sent).toMatchObject({ text: "hello" });
  });

  it("rejects when the ack refuses for good, and goes on with the next", async () => {
    const no = { ok: false, code: "forbidden", message: "You may not." } as const;
    const { client, server } = await aClient((one) => one.sends.push(no));
    const [first, second] = [client.send("lobby", { text: "one" }), client.send("lobby", { text: "two" })];
    await expect(first).rejects.toMatchObject({ code: "forbidden", detail: "You may not." });
    await second;
    expect(storedTexts(server)).toEqual(["two"]);
  });

  it("rejects when the refusal comes later, as an event or when asked for", async () => {
    const { client, clock, server, heard } = await aClient((one) => one.sends.push("lost", "lost"));
    const first = client.send("lobby", { text: "one", id: "m-1" });
    const second = client.send("lobby", { text: "two", id: "m-2" });
    const both = Promise.allSettled([first, second]);
    await settled();
    server.listener?.rejected({ commandId: "m-1", roomId: "lobby", code: "not_writable", message: "Closed." });
    server.rejected.set("m-2", "forbidden");
    await clock.pass(10_000);
    const codes = (await both).map(
      (result) => result.status === "rejected" && (result.reason as { code: string }).code,
    );
    expect(codes).toEqual(["not_writable", "forbidden"]);
    expect(heard("rejected")).toHaveLength(1);
  });

  it("is rejected with `closed` when the client is", async () => {
    const { client } = await aClient((one) => one.sends.push("lost"));
    const both = Promise.allSettled([client.send("lobby", { text: "one" }), client.send("lobby", { text: "two" })]);
    await settled();
    client.close();
    for (const result of await both) expect(result).toMatchObject({ reason: { code: "closed" } });
    await expect(client.send("lobby", { text: "three" })).rejects.toMatchObject({ code: "closed" });
  });

  it("is not stored twice when neither ack nor event came through", async () => {
    const { client, clock, server } = await aClient((one) => one.sends.push("no ack"));
    const sent = client.send("lobby", { text: "hello" });
    await clock.pass(5_000);
    await sent;
    expect(storedTexts(server)).toEqual(["hello"]);
  });
});

describe("deleteMessage", () => {
  it("resolves with what is left of the message, behind what was sent before it", async () => {
    const { client, server, heard } = await aClient();
    const sent = client.send("lobby", { text: "oops", id: "m-1" });
    const deleted = client.deleteMessage("lobby", "m-1");
    expect(await sent).toMatchObject({ text: "oops" });
    expect(await deleted).toMatchObject({ id: "m-1", seq: 1, text: "", deletedAt: expect.any(String) });
    expect(server.log.filter((line) => /^(send|delete)/.test(line))).toEqual(["send oops", "delete m-1"]);
    expect([heard("message").length, heard("deleted").length]).toEqual([1, 1]);
  });

  it("is repeated with the same id, and asks what became of it", async () => {
    const { client, clock, server } = await aClient((one) => one.sends.push("lost", "no event"));
    server.room.post("oops", "alice", "m-1");
    const deleted = client.deleteMessage("lobby", "m-1", { commandId: "d-1" });
    await clock.pass(7_000); // 5 s for the ack, and 2 s for the event
    expect(await deleted).toMatchObject({ id: "m-1", text: "" });
    expect(server.log.filter((line) => /^(delete|GET .*commands)/.test(line))).toEqual([
      "delete m-1",
      "GET /v1/rooms/lobby/commands/d-1",
      "delete m-1",
      "GET /v1/rooms/lobby/commands/d-1",
    ]);
  });
});

describe("send, when its author was removed meanwhile", () => {
  const busy = { ok: false, code: "unavailable", message: "Busy.", retryAfterMs: 3_000 } as const;
  const outside = { ok: false, code: "room_not_found", message: "There is no such room for you." } as const;

  /** The first attempt gets no clear answer, the second is refused. */
  const aRefusedRepeat = async (meanwhile: (server: FakeServer) => void) => {
    const scene = await aClient((one) => one.sends.push(busy, outside));
    const sent = scene.client.send("lobby", { text: "hello", id: "m-1" }).catch((error: unknown) => error);
    await settled();
    meanwhile(scene.server);
    await scene.clock.pass(3_000);
    return { ...scene, sent: await sent };
  };

  it("resolves when a repeat is refused, but the first attempt was stored", async () => {
    const { sent, server } = await aRefusedRepeat((one) => one.room.post("hello", "alice", "m-1"));
    expect(sent).toMatchObject({ id: "m-1", seq: 1 });
    expect(sends(server)).toEqual(["send hello", "send hello", "GET /v1/rooms/lobby/commands/m-1"]);
  });

  it("believes the refusal of a repeat when the server does not know the command", async () => {
    const { sent } = await aRefusedRepeat(() => {});
    expect(sent).toMatchObject({ name: "ChatApiError", code: "room_not_found", detail: outside.message });
  });

  it("still remembers the refusal when the question fails at first", async () => {
    const { client, clock, server } = await aClient((one) => one.sends.push(busy, outside));
    const sent = client.send("lobby", { text: "hello" }).catch((error: unknown) => error);
    server.onRequest = (request) => {
      if (request.includes("/commands/")) throw new TypeError("fetch failed");
    };
    await clock.pass(3_000);
    server.onRequest = () => {};
    await clock.pass(10_000);
    expect(await sent).toMatchObject({ code: "room_not_found" });
    expect(sends(server).filter((line) => line.startsWith("send"))).toHaveLength(2);
  });

  it("says that the message is stored when it may not be read any more", async () => {
    const { sent } = await aRefusedRepeat((one) => {
      one.room.post("hello", "alice", "m-1");
      one.isOutside = true;
    });
    expect(sent).toMatchObject({ name: "ChatClientError", code: "stored_unreadable" });
  });

  it("asks also when the first refusal is of an id that the caller may have used before", async () => {
    const { client, server } = await aClient((one) => one.sends.push(outside));
    server.room.post("hello", "alice", "m-1");
    expect(await client.send("lobby", { text: "hello", id: "m-1" })).toMatchObject({ id: "m-1", seq: 1 });
  });
});

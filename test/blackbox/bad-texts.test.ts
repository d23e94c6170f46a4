import { describe, expect, it } from "@jest/globals";

import type { Message, RoomsPage, RoomSummary } from "../../client/src/index.ts";
import { expectAckRefusal, expectRefusal, keptTexts, refusedMentions, refusedTexts } from "../support/bad-input.ts";
import { useChat } from "../support/chat.ts";

const chat = useChat();

describe("a text", () => {
  it.each(keptTexts)("%s comes back as it was sent, wherever it is read", async (_name, text) => {
    const [alice] = chat.people();
    const { id, version } = await alice.makeRoom({ kind: "group" });
    const socket = await alice.connect();
    const stored = await alice.say(id, text);
    expect(stored.text).toBe(text);
    expect((await alice.sendBy(socket, id, text)).ok).toBe(true);
    await socket.until(() => socket.texts(id).length === 2, "both are heard");
    expect(socket.texts(id)).toEqual([text, text]);
    expect((await alice.messages(id)).messages.map((message) => message.text)).toEqual([text, text]);
    expect((await alice.get<Message>(`/v1/rooms/${id}/messages/${stored.id}`)).body.text).toBe(text);
    expect((await alice.room(id)).lastMessage?.text).toBe(text);
    expect((await alice.must(alice.get<RoomsPage>("/v1/rooms"))).rooms[0]?.lastMessage?.text).toBe(text);
    const { events } = await alice.changes(id, version);
    expect(events).toMatchObject([{ message: { text } }, { message: { text } }]);
    expect((await alice.sayOrNot(id, text, stored.id)).status).toBe(201);
  });

  it.each(refusedTexts)("%s is refused by every way, and nothing is stored", async (_name, text, code) => {
    const [alice] = chat.people();
    const { id } = await alice.makeRoom({ kind: "group" });
    const socket = await alice.connect();
    const refused = await alice.post(`/v1/rooms/${id}/messages`, { text });
    expectRefusal(refused, "invalid_input");
    expect(refused.body.errors).toMatchObject([{ path: "text", code }]);
    const ack = await socket.ask("send", { roomId: id, text });
    expectAckRefusal(ack);
    expect(ack).toMatchObject({ code: "invalid_input", errors: [{ path: "text", code }] });
    expect((await alice.room(id)).seq).toBe(0);
  });
});

describe("mentions", () => {
  it.each(refusedMentions)(
    "%s are refused by every way, and nothing is stored",
    async (_name, mentions, path, code) => {
      const [alice] = chat.people();
      const { id } = await alice.makeRoom({ kind: "group", members: ["bob"] });
      const socket = await alice.connect();
      const refused = await alice.post(`/v1/rooms/${id}/messages`, { text: "look", mentions });
      expectRefusal(refused, "invalid_input");
      expect(refused.body.errors).toMatchObject([{ path, code }]);
      const ack = await socket.ask("send", { roomId: id, text: "look", mentions });
      expectAckRefusal(ack);
      expect(ack).toMatchObject({ code: "invalid_input", errors: [{ path, code }] });
      expect((await alice.room(id)).seq).toBe(0);
    },
  );
});

describe("a room's name", () => {
  const short = keptTexts.filter(([, text]) => text.length <= 128);

  it.each([...short, ["of 128 units", "n".repeat(128)] as const])("%s is kept", async (_name, name) => {
    const [alice, bob] = chat.people();
    const his = await bob.connect();
    const made = await alice.makeRoom({ kind: "group", name, members: ["bob"] });
    expect([made.name, (await bob.room(made.id)).name]).toEqual([name, name]);
    const joined = await his.until(() => his.me[0], "Bob joins");
    expect((joined as { room: RoomSummary }).room.name).toBe(name);
  });

  it.each([...refusedTexts, ["of 129 units", "n".repeat(129), "too_long"] as const])(
    "%s is refused",
    async (_name, name, code) => {
      const refused = await chat.aUser().post("/v1/rooms", { kind: "group", name });
      expectRefusal(refused, "invalid_input");
      expect(refused.body.errors).toMatchObject([{ path: "name", code }]);
    },
  );
});

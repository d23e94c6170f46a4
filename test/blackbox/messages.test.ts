import { beforeEach, describe, expect, it } from "@jest/globals";

import { range, useChat } from "../support/chat.ts";
import { freshView } from "../support/replica.ts";
import type { User } from "../support/user.ts";

const chat = useChat();

describe("the history of a room", () => {
  let alice: User;
  let roomId: string;

  beforeEach(async () => {
    alice = chat.aUser("alice");
    roomId = (await alice.makeRoom({ kind: "group" })).id;
    for (const index of range(10)) await alice.accept(roomId, `text ${index + 1}`);
    await alice.say(roomId, "text 11");
  });

  const page = async (query: string) => {
    const { messages, hasMoreBefore, hasMoreAfter, version } = await alice.messages(roomId, query);
    expect(version).toBe(13);
    return [messages.map(({ seq }) => seq), hasMoreBefore, hasMoreAfter];
  };

  it.each([
    ["the latest ones", "limit=3", [[9, 10, 11], true, false]],
    ["all of them", "limit=200", [[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11], false, false]],
    ["those before one", "before=4&limit=2", [[2, 3], true, true]],
    ["those before the third", "before=3&limit=5", [[1, 2], false, true]],
    ["those after one", "after=8&limit=2", [[9, 10], true, true]],
    ["those after one, up to the end", "after=8", [[9, 10, 11], true, false]],
    ["those around one", "around=6&limit=3", [[5, 6, 7], true, true]],
    ["those around the first", "around=1&limit=4", [[1, 2, 3], false, true]],
    ["one alone", "around=6&limit=1", [[6], true, true]],
    ["nothing before the first", "before=1", [[], false, true]],
    ["nothing after the last", "after=11", [[], true, false]],
    ["everything after none", "after=0&limit=2", [[1, 2], false, true]],
    ["everything before what is not there yet", "before=1000&limit=2", [[10, 11], true, false]],
    ["the end around what is not there yet", "around=1000&limit=4", [[10, 11], true, false]],
  ])("has %s", async (_name, query, expected) => {
    expect(await page(query)).toEqual(expected);
  });

  it("names its authors", async () => {
    expect((await alice.messages(roomId)).users).toEqual({ alice: {} });
  });

  it("refuses two edges at once", async () => {
    const refused = await alice.get(`/v1/rooms/${roomId}/messages?before=4&after=2`);
    expect(refused.body).toMatchObject({
      code: "invalid_input",
      errors: [{ code: "exclusive" }, { code: "exclusive" }],
    });
  });
});

describe("one message", () => {
  it("is read by its id, in its own room alone", async () => {
    const [alice] = chat.people();
    const [here, there] = [await alice.makeRoom({ kind: "group" }), await alice.makeRoom({ kind: "group" })];
    const message = await alice.say(here.id, "hello");
    expect((await alice.get(`/v1/rooms/${here.id}/messages/${message.id}`)).body).toEqual(message);
    const elsewhere = await alice.get(`/v1/rooms/${there.id}/messages/${message.id}`);
    expect([elsewhere.status, elsewhere.body.code]).toEqual([404, "message_not_found"]);
  });

  it.each([
    ["upper case", "0190B6C0-7F3A-7C11-9D55-2F6F0A3F9C01"],
    ["no hyphens", "0190b6c07f3a7c119d552f6f0a3f9c01"],
    ["a word", "hello"],
    ["braces", "{0190b6c0-7f3a-7c11-9d55-2f6f0a3f9c01}"],
  ])("has no id of %s: ids are lower-case UUIDs", async (_name, messageId) => {
    const [alice] = chat.people();
    const { id } = await alice.makeRoom({ kind: "group" });
    const posted = await alice.post(`/v1/rooms/${id}/messages`, { id: messageId, text: "hi" });
    expect(posted.body).toMatchObject({ code: "invalid_input", errors: [{ path: "id", code: "bad_format" }] });
    for (const path of ["messages", "commands"]) {
      const read = await alice.get(`/v1/rooms/${id}/${path}/${encodeURIComponent(messageId)}`);
      expect([read.status, read.body.code]).toEqual([400, "invalid_input"]);
    }
  });
});

describe("order", () => {
  it("of one author's posts, one after another, is that of their acceptance", async () => {
    const [alice, bob] = chat.people();
    const { id } = await alice.makeRoom({ kind: "group", members: ["bob"] });
    const socket = await bob.connect();
    const speak = async (user: User): Promise<void> => {
      for (const index of range(20)) await user.accept(id, `${user.id} ${index}`);
    };
    await Promise.all([speak(alice), speak(bob)]);
    await alice.say(id, "the end");
    await socket.untilText(id, "the end");
    for (const user of [alice, bob]) {
      const own = socket.texts(id).filter((text) => text.startsWith(user.id));
      expect(own).toEqual(range(20).map((index) => `${user.id} ${index}`));
    }
  });

  it("of what one socket sends without waiting is that of sending", async () => {
    const [alice] = chat.people();
    const { id } = await alice.makeRoom({ kind: "group" });
    const socket = await alice.connect();
    await Promise.all(range(50).map((index) => alice.sendBy(socket, id, `n ${index}`)));
    await socket.untilText(id, "n 49");
    expect(socket.texts(id)).toEqual(range(50).map((index) => `n ${index}`));
  });

  it("is one and the same for twenty people who all talk at once, without a hole", async () => {
    const crowd = chat.crowd(20);
    const { id } = await crowd[0]!.makeRoom({ kind: "group", members: crowd.map((user) => user.id) });
    const sockets = await Promise.all(crowd.map((user) => user.connect()));
    await Promise.all(
      crowd.map(async (user, who) => {
        for (const index of range(25)) {
          if (index % 2 === 0) await user.accept(id, `${user.id} ${index}`);
          else expect(await user.sendBy(sockets[who]!, id, `${user.id} ${index}`)).toMatchObject({ ok: true });
        }
      }),
    );
    await crowd[0]!.say(id, "the end");
    const heard = await Promise.all(
      sockets.map(async (socket) => {
        await socket.untilText(id, "the end");
        return socket.events(id);
      }),
    );
    const { messages: stored } = await freshView(crowd[0]!, id);
    expect(stored.map(({ seq }) => seq)).toEqual(range(501).map((index) => index + 1));
    for (const events of heard) {
      expect(events.map((event) => (event.type === "message" ? event.message : event))).toEqual(stored);
    }
  });
});

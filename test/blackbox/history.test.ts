import { describe, expect, it } from "@jest/globals";

import type { Changes, History, MessagesPage, RoomsPage, SyncAnswer } from "../../client/src/index.ts";
import { useChat } from "../support/chat.ts";
import type { User } from "../support/user.ts";
import { eventually } from "../support/wait.ts";

const chat = useChat();

/** Alice and Bob were there for the first two messages; Carol joined before the third. */
const aRoom = async (history: History = "since-joining") => {
  const [alice, bob, carol] = chat.people();
  const { id } = await alice.makeRoom({ kind: "channel", history, members: ["bob"] });
  const first = await alice.say(id, "one");
  await bob.say(id, "two");
  await carol.join(id);
  const { version } = await carol.room(id);
  await alice.say(id, "three");
  const erase = (user: User, messageId: string) =>
    user.ask("DELETE", `/v1/rooms/${id}/messages/${messageId}`, { headers: { prefer: "wait=10" } });
  const change = (user: User, to: unknown) => user.patch(`/v1/rooms/${id}`, { history: to });
  return { alice, bob, carol, id, first, version, erase, change };
};
const texts = ({ messages }: Pick<MessagesPage, "messages">) => messages.map(({ text }) => text);
const changesOf = (user: User, id: string, since: number) =>
  user.must(user.get<Changes>(`/v1/rooms/${id}/changes?since=${since}`));
const syncOf = async (user: User, id: string, since: number) =>
  (await user.must(user.post<SyncAnswer>("/v1/sync", { rooms: { [id]: since } }))).rooms[id];

describe("a history that begins with joining", () => {
  it("is a room's from the beginning of the room", async () => {
    const { bob, carol, id } = await aRoom();
    const page = await carol.messages(id);
    expect([texts(page), page.hasMoreBefore, page.hasMoreAfter]).toEqual([["three"], false, false]);
    expect(texts(await bob.messages(id))).toEqual(["one", "two", "three"]);
    expect(await carol.room(id)).toMatchObject({ history: "since-joining", seq: 3, me: { joinedSeq: 2 } });
  });

  it("ends every page, whatever it is asked for, and hides each message by itself", async () => {
    const { carol, id, first } = await aRoom();
    for (const query of ["after=0", "around=1", "before=99&limit=1", "after=1&limit=1"]) {
      expect([query, await carol.messages(id, query)]).toMatchObject([
        query,
        { messages: [{ seq: 3 }], hasMoreBefore: false, hasMoreAfter: false },
      ]);
    }
    expect(await carol.messages(id, "before=3")).toMatchObject({
      messages: [],
      hasMoreBefore: false,
      hasMoreAfter: true,
    });
    expect((await carol.get(`/v1/rooms/${id}/messages/${first.id}`)).body.code).toBe("message_not_found");
  });

  it("shows nobody a last message from before they joined", async () => {
    const { alice, id } = await aRoom();
    const dave = chat.aUser("dave");
    const socket = await dave.connect();
    await alice.add(id, dave);
    const joined = await socket.until(() => socket.me[0], "the membership is heard");
    const list = await dave.must(dave.get<RoomsPage>("/v1/rooms"));
    const found = await dave.must(dave.get<RoomsPage>("/v1/channels"));
    const seen = [await dave.room(id), list.rooms[0], found.rooms[0], joined.type === "joined" && joined.room];
    for (const room of seen) {
      expect(room).toMatchObject({ id, seq: 3 });
      expect(room).not.toHaveProperty("lastMessage");
    }
    await alice.say(id, "four");
    expect(await dave.room(id)).toMatchObject({ lastMessage: { text: "four" } });
  });

  it("hides nothing from a backend, also where it is a member", async () => {
    const { alice, id, first, erase } = await aRoom();
    const backend = chat.aUser("backend", { isService: true });
    await alice.add(id, backend);
    expect(texts(await backend.messages(id))).toEqual(["one", "two", "three"]);
    const socket = await backend.connect();
    await erase(alice, first.id);
    const seen = await socket.until(() => socket.events(id)[0], "the deletion is heard");
    expect(seen).toMatchObject({ type: "message", message: { id: first.id } });
    expect((await backend.changes(id, seen.prev)).events).toEqual([seen]);
  });

  it("begins anew for who comes back", async () => {
    const { alice, bob, id } = await aRoom();
    await alice.remove(id, bob);
    await alice.say(id, "without him");
    await bob.join(id);
    await alice.say(id, "with him again");
    expect(texts(await bob.messages(id))).toEqual(["with him again"]);
  });
});

describe("what happens to a message from before", () => {
  it("moves the position of who may not see it, and tells them nothing", async () => {
    const { alice, bob, carol, id, first, erase } = await aRoom();
    const { version } = await alice.room(id);
    const [his, hers] = [await bob.connect(), await carol.connect()];
    await erase(alice, first.id);
    const seen = await his.until(() => his.events(id)[0], "the deletion is heard");
    expect(seen).toMatchObject({ type: "message", message: { id: first.id, text: "" } });
    const head = await hers.until(() => hers.events(id)[0], "that something was is heard");
    expect(head).toEqual({ type: "head", roomId: id, prev: version, version: version + 1 });
    await alice.say(id, "four");
    await hers.untilText(id, "four");
    expect(hers.events(id)[1]).toMatchObject({ prev: version + 1, version: version + 2 });
    for (const changes of [await changesOf(carol, id, version), await syncOf(carol, id, version)]) {
      expect(changes).toMatchObject({ events: [{ prev: version, version: version + 2 }], version: version + 2 });
    }
  });

  it("is not theirs to bring about, whatever their role", async () => {
    const { alice, carol, id, first, erase } = await aRoom();
    await alice.give(id, carol, "moderator");
    expect((await erase(carol, first.id)).body.code).toBe("message_not_found");
    expect((await alice.messages(id)).messages[0]).toMatchObject({ text: "one" });
  });
});

describe("a room that changes what its members may see", () => {
  it.each([
    ["less", "all", "since-joining", ["three"]],
    ["more", "since-joining", "all", ["one", "two", "three"]],
  ] as const)("has everybody start afresh, for %s", async (_what, before, after, expected) => {
    const { alice, carol, id, change } = await aRoom(before);
    const { version } = await alice.room(id);
    const [socket, sdk] = [await carol.connect(), carol.sdk()];
    await sdk.openRoom(id);
    await change(alice, after);
    const turn = await socket.until(() => socket.events(id)[0], "the change is heard");
    expect(turn).toMatchObject({ type: "room", prev: version + 1, version: version + 1 });
    const reset = { reset: true, version: version + 1, seq: 3, marks: expect.any(Number) };
    expect([await changesOf(carol, id, version), await syncOf(carol, id, version)]).toEqual([reset, reset]);
    const held = () => texts(sdk.roomState(id) ?? { messages: [] }).join();
    expect(await eventually(async () => held() === expected.join() || undefined, "the client holds what it may")).toBe(
      true,
    );
    expect(texts(await carol.messages(id))).toEqual(expected);
    expect(await changesOf(carol, id, version + 1)).toEqual({
      events: [],
      version: version + 1,
      more: false,
      // Its client says what it has received.
      marks: expect.any(Number),
    });
  });

  it("goes on for who was there, each with what they may see", async () => {
    const { alice, carol, id, first, erase, change } = await aRoom("all");
    const sdk = carol.sdk();
    await sdk.openRoom(id);
    await change(alice, "since-joining");
    const third = await eventually(async () => {
      const [message, ...others] = sdk.roomState(id)?.messages ?? [];
      return others.length === 0 ? message : undefined;
    }, "the client has started afresh");
    await erase(alice, first.id);
    await erase(alice, third.id);
    await alice.say(id, "four");
    const { version } = await alice.room(id);
    await eventually(async () => sdk.roomState(id)?.version === version || undefined, "the client has come this far");
    expect(sdk.roomState(id)?.messages).toMatchObject([{ seq: 3, text: "" }, { text: "four" }]);
  });

  it("is changed by who looks after it, and never between two", async () => {
    const { alice, bob, id, change } = await aRoom();
    expect((await change(bob, "all")).body.code).toBe("forbidden");
    await alice.give(id, bob, "moderator");
    expect((await change(bob, "all")).body).not.toHaveProperty("history");
    expect((await change(bob, "since-yesterday")).body.code).toBe("invalid_input");
    const direct = { kind: "direct", members: ["bob"] };
    expect((await alice.post("/v1/rooms", { ...direct, history: "since-joining" })).body.code).toBe("invalid_input");
    const { id: dm } = await alice.makeRoom({ kind: "direct", members: ["bob"] });
    expect((await alice.patch(`/v1/rooms/${dm}`, { history: "since-joining" })).body.code).toBe("forbidden");
  });

  it("takes no version where it is as before", async () => {
    const { alice, id, change } = await aRoom();
    const { version } = await alice.room(id);
    await change(alice, "since-joining");
    expect(await alice.room(id)).toMatchObject({ version });
  });
});

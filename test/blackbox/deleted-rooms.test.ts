import { describe, expect, it } from "@jest/globals";

import type { MeChanges, RoomKind, RoomsPage, SyncAnswer } from "../../client/src/index.ts";
import { anId, useChat } from "../support/chat.ts";

const chat = useChat();

/** Alice owns it, Bob is a member, Carol is invited. */
const aRoom = async (kind: RoomKind = "group") => {
  const [alice, bob, carol] = chat.people();
  const { id } = await alice.makeRoom({ kind, name: "a secret", members: ["bob"] });
  await alice.must(alice.ask("PUT", `/v1/rooms/${id}/invitations/carol`, { json: {} }));
  return { alice, bob, carol, id, path: `/v1/rooms/${id}` };
};

describe("a room that its owner deletes", () => {
  it.each<RoomKind>(["group", "channel"])(
    "is, when it was a %s, to everybody as if it had never been",
    async (kind) => {
      const { alice, bob, carol, id, path } = await aRoom(kind);
      const { id: messageId } = await bob.say(id, "hello");
      expect((await alice.del(path)).status).toBe(204);
      const nowhere = await bob.get(`/v1/rooms/${anId()}`);
      const backend = chat.aUser("backend", { isService: true });
      for (const user of [alice, bob, carol, backend]) {
        for (const part of ["", "/members", "/messages", `/messages/${messageId}`, "/changes?since=0"]) {
          const { body, status } = await user.get(`${path}${part}`);
          expect({ ...body, requestId: "" }).toEqual({ ...nowhere.body, requestId: "" });
          expect(status).toBe(404);
        }
        expect((await user.sayOrNot(id, "still there?")).body.code).toBe("room_not_found");
        expect((await user.put(`${path}/members/${user.id}`)).body.code).toBe("room_not_found");
        expect((await user.del(path)).body.code).toBe("room_not_found");
        const { rooms } = await user.must(user.post<SyncAnswer>("/v1/sync", { rooms: { [id]: 0 } }));
        expect(rooms).toEqual({ [id]: { gone: true } });
        for (const list of ["rooms", "channels"]) {
          expect((await user.must(user.get<RoomsPage>(`/v1/${list}`))).rooms).toEqual([]);
        }
        expect((await user.connect()).ready?.rooms).toEqual([]);
      }
      expect(await bob.command(id, messageId)).toMatchObject({ status: "unknown" });
    },
  );

  it("tells every socket of its end, and of nothing after it", async () => {
    const { alice, bob, carol, id, path } = await aRoom();
    const [phone, desk, hers] = [await bob.connect(), await bob.connect(), await carol.connect()];
    const { version, createdAt } = await bob.room(id);
    await alice.must(alice.del(path));
    const room = { id, kind: "group", createdAt, deletedAt: expect.stringMatching(/Z$/) };
    for (const socket of [phone, desk]) {
      const left = await socket.until(() => socket.me[0], "the end of the membership is heard");
      expect(left).toEqual({ type: "left", roomId: id, prev: 1, version: 2, deleted: true });
      await socket.until(() => socket.events(id)[0], "the end of the room is heard");
      expect(socket.events(id)).toEqual([{ type: "room", roomId: id, prev: version, version: version + 1, room }]);
    }
    const uninvited = await hers.until(() => hers.me[0], "the end of the invitation is heard");
    expect(uninvited).toEqual({ type: "uninvited", roomId: id, prev: 1, version: 2 });
    expect((await bob.must(bob.get<MeChanges>("/v1/me/changes?since=1"))).events).toEqual([phone.me[0]]);
  });

  it("refuses what was accepted while it was believed to be there", async () => {
    const { alice, bob, id, path } = await aRoom();
    const socket = await bob.connect();
    const first = await bob.sendBy(socket, id, "before");
    if (!first.ok) throw new Error(first.code);
    await socket.untilText(id, "before");
    await alice.must(alice.del(path));
    const messageId = anId();
    const ack = await bob.sendBy(socket, id, "after", messageId);
    const heard = () => socket.rejected.find(({ commandId }) => commandId === messageId);
    const fate = ack.ok ? await socket.until(heard, "it is refused") : ack;
    expect(fate.code).toBe("room_not_found");
    expect(socket.texts(id)).toEqual(["before"]);
  });

  it("keeps its id, for ever", async () => {
    const { alice, bob, id, path } = await aRoom("channel");
    await alice.must(alice.del(path));
    for (const user of [alice, bob]) {
      for (const kind of ["channel", "group"]) {
        expect((await user.post("/v1/rooms", { id, kind })).body.code).toBe("id_taken");
      }
    }
  });

  it("is closed in the client", async () => {
    const { alice, bob, id } = await aRoom();
    const client = bob.sdk();
    await client.whenReady();
    await client.openRoom(id);
    const left = new Promise((resolve) => client.on("left", resolve));
    await alice.sdk().deleteRoom(id);
    expect(await left).toEqual({ roomId: id, deleted: true });
    expect(client.roomState(id)).toBeUndefined();
  });
});

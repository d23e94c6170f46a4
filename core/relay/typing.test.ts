import { beforeEach, describe, expect, it } from "@jest/globals";
import type { Notice } from "../../core/entities/notice.ts";
import { typingIn } from "../entities/typing.ts";
import { aRef } from "../../test/support/builders.ts";
import type { FakeChat } from "../../test/support/fakes-chat.ts";
import { FakeGateway } from "../../test/support/fakes-gateway.ts";

let gateway: FakeGateway;
let chat: FakeChat;

/** Alice and bob are in the lobby, she on two devices. */
beforeEach(async () => {
  gateway = new FakeGateway();
  ({ chat } = gateway);
  for (const userId of ["alice", "bob"]) chat.add(userId);
  for (const sessionId of ["alice-1", "alice-2", "bob"]) await gateway.connect(sessionId);
});

const typing = (userId: string, active = true, room = aRef()): Notice[] => [
  { to: "typing", room, typing: typingIn(room, userId, active) },
];
const heardBy = (sessionId: string) => gateway.sockets.log(sessionId).slice(1);

describe("who is typing", () => {
  it("is shown to the others in the room, and on none of the user's own devices", async () => {
    await gateway.hear(typing("alice"), typing("alice", false));
    expect(heardBy("bob")).toEqual(["lobby: alice types", "lobby: alice has stopped"]);
    expect([...heardBy("alice-1"), ...heardBy("alice-2")]).toEqual([]);
  });

  it("is shown on all devices of the others", async () => {
    await gateway.hear(typing("bob"));
    expect([heardBy("alice-1"), heardBy("alice-2")]).toEqual([["lobby: bob types"], ["lobby: bob types"]]);
  });

  it("is shown to nobody who is not in the room, or not any more", async () => {
    await gateway.connect("carol");
    await gateway.hear(chat.remove("bob"), typing("alice"), typing("alice", true, aRef({ roomId: "den" })));
    expect([heardBy("bob"), heardBy("carol")]).toEqual([["lobby 4", "left lobby"], []]);
    expect(gateway.sockets.violations).toEqual([]);
  });

  it("is shown to nobody while something is missing, which may be that somebody was removed", async () => {
    const removed = chat.remove("bob");
    await gateway.hear(chat.post(), typing("alice"));
    expect(heardBy("bob")).toEqual([]);
    await gateway.hear(removed, typing("alice"));
    expect(heardBy("bob")).toEqual(["lobby 4", "left lobby"]);
  });

  it("is shown from the moment on that somebody enters", async () => {
    await gateway.connect("carol");
    await gateway.hear(typing("alice"), chat.add("carol"));
    await gateway.hear(typing("alice"));
    expect(heardBy("carol")).toEqual(["joined lobby 4", "lobby: alice types"]);
  });

  it("is shown to nobody who hides when they type themselves, until they turn it on again", async () => {
    await gateway.hear(chat.hide("alice", { typing: false }));
    await gateway.hear(typing("bob"));
    await gateway.hear(chat.hide("alice", { presence: false }));
    await gateway.hear(typing("bob", false));
    expect(heardBy("alice-1").filter((told) => told.startsWith("lobby"))).toEqual(["lobby: bob has stopped"]);
  });
});

import { beforeEach, describe, expect, it } from "@jest/globals";
import { settled } from "../../test/support/fake-clock.ts";
import type { FakeChat } from "../../test/support/fakes-chat.ts";
import { FakeGateway } from "../../test/support/fakes-gateway.ts";

let gateway: FakeGateway;
let chat: FakeChat;

/** Alice and bob are in the lobby, which stands at 3; alice is here. */
beforeEach(async () => {
  gateway = new FakeGateway();
  ({ chat } = gateway);
  chat.add("alice");
  chat.add("bob");
  await gateway.connect("alice");
});

const heardBy = (sessionId: string) => gateway.sockets.log(sessionId).slice(1);

describe("live events of a room", () => {
  it.each([
    ["was heard", true],
    ["was lost", false],
  ])("end for everybody with the deletion of the room, which %s", async (_how, isHeard) => {
    await gateway.connect("bob");
    const deletion = chat.delete();
    if (isHeard) await gateway.hear(deletion);
    await gateway.checkHeads();
    await gateway.checkHeads();
    await gateway.hear(chat.post());
    for (const name of ["alice", "bob"]) expect(heardBy(name)).toEqual(["lobby 4"]);
  });

  it("are nothing to a session that was about to enter when the room was deleted", async () => {
    let answer: () => void = () => {};
    chat.delay = () => new Promise((resolve) => (answer = resolve));
    const connecting = gateway.connect("bob");
    await settled();
    await gateway.hear(chat.delete());
    chat.delay = () => Promise.resolve();
    answer();
    await connecting;
    await gateway.hear(chat.post());
    expect(heardBy("alice")).toEqual(["lobby 4"]);
    expect(heardBy("bob").filter((each) => each !== "lobby 4")).toEqual([]);
  });
});

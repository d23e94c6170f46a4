import { beforeEach, describe, expect, it } from "@jest/globals";
import { aUser } from "../../test/support/builders.ts";
import { settled } from "../../test/support/fake-clock.ts";
import type { FakeChat } from "../../test/support/fakes-chat.ts";
import { FakeGateway } from "../../test/support/fakes-gateway.ts";

let gateway: FakeGateway;
let chat: FakeChat;

beforeEach(() => {
  gateway = new FakeGateway();
  ({ chat } = gateway);
  chat.add("alice");
});

const known = (userId = "alice") => gateway.relay.privacyOf(aUser(userId));
const typing = { typing: false } as const;
const presence = { presence: false } as const;

describe("what a user with a session here hides", () => {
  it("is known from before the session enters its rooms, and forgotten with the last one", async () => {
    chat.hide("alice", typing);
    expect(known()).toEqual({});
    await gateway.connect("alice");
    expect([known(), known("bob")]).toEqual([typing, {}]);
    gateway.disconnect("alice");
    await settled();
    expect(known()).toEqual({});
  });

  it("changes at once, and is told on every device", async () => {
    for (const session of ["alice-1", "alice-2"]) await gateway.connect(session);
    await gateway.hear(chat.hide("alice", typing));
    expect(known()).toEqual(typing);
    const heard = ["alice-1", "alice-2"].map((session) => gateway.sockets.log(session).slice(1));
    expect(heard).toEqual([['privacy {"typing":false}'], ['privacy {"typing":false}']]);
    await gateway.hear(chat.hide("alice", {}));
    expect(known()).toEqual({});
  });

  it("is what was decided last, in whatever order that is heard", async () => {
    await gateway.connect("alice");
    const [first, last] = [chat.hide("alice", typing), chat.hide("alice", presence)];
    await gateway.hear(last, first);
    expect(known()).toEqual(presence);
  });

  it("is read within 250 ms where one of two changes is lost, and by the head check where the only one is", async () => {
    await gateway.connect("alice");
    chat.add("alice", "den");
    await gateway.hear(chat.hide("alice", typing));
    await gateway.clock.turn(250);
    expect(known()).toEqual(typing);
    chat.hide("alice", presence);
    await gateway.checkHeads();
    await gateway.checkHeads();
    expect(known()).toEqual(presence);
  });

  it("is not undone by what a second session read before", async () => {
    await gateway.connect("alice-1");
    let answer: () => void = () => {};
    chat.delay = () => new Promise((resolve) => (answer = resolve));
    const connected = gateway.connect("alice-2");
    answer(); // the epoch
    await settled();
    await gateway.hear(chat.hide("alice", typing));
    chat.delay = () => Promise.resolve();
    answer(); // where everything stood before that
    await connected;
    await settled();
    expect(known()).toEqual(typing);
  });
});

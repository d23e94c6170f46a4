import { beforeEach, describe, expect, it } from "@jest/globals";
import { aRef, aUser } from "../../test/support/builders.ts";
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

const reads = { readReceipts: false } as const;
const neither = { readReceipts: false, deliveryReceipts: false } as const;

describe("receipts of a room", () => {
  const receipts = [
    { userId: "alice", delivered: 3, read: 2 },
    { userId: "bob", delivered: 3, read: 1 },
  ];
  const event = { roomId: "lobby", prev: 0, marks: 1, receipts };
  const told = () => gateway.hear([{ to: "receipts", room: aRef(), event }]);
  const last = (session: string) => gateway.sockets.log(session).at(-1);
  const exceptions = () => gateway.sockets.sentAnother;

  beforeEach(async () => {
    chat.add("bob");
    for (const session of ["alice-1", "alice-2", "bob"]) await gateway.connect(session);
  });

  it("are sent once for all where nobody here hides any", async () => {
    await gateway.hear(chat.hide("alice", typing));
    await told();
    expect(last("alice-1")).toBe("lobby receipts 0-1 alice 3/2, bob 3/1");
    expect(exceptions()).toEqual([0]);
  });

  it("are on the devices of who hides them one's own, and of others what may be seen, in the same marks", async () => {
    await gateway.hear(chat.hide("alice", reads));
    await told();
    for (const session of ["alice-1", "alice-2"]) expect(last(session)).toBe("lobby receipts 0-1 alice 3/2, bob 3/0");
    expect(last("bob")).toBe("lobby receipts 0-1 alice 3/2, bob 3/1");
    expect(exceptions()).toEqual([2]);
  });

  it("are told without others to who hides all of them, and whole again from when they are turned on", async () => {
    await gateway.hear(chat.hide("alice", neither));
    await told();
    expect(last("alice-1")).toBe("lobby receipts 0-1 alice 3/2");
    await gateway.hear(chat.hide("alice", {}));
    await gateway.hear([{ to: "receipts", room: aRef(), event: { ...event, prev: 1, marks: 2 } }]);
    expect(last("alice-1")).toBe("lobby receipts 1-2 alice 3/2, bob 3/1");
  });

  it("are whole for a service, whatever it hides itself", async () => {
    await gateway.hear(chat.hide("alice", neither));
    gateway.relay.serve("alice-1");
    await told();
    expect(last("alice-1")).toBe("lobby receipts 0-1 alice 3/2, bob 3/1");
    expect(last("alice-2")).toBe("lobby receipts 0-1 alice 3/2");
  });
});

import { beforeEach, describe, expect, it } from "@jest/globals";
import { settled } from "../../../test/support/fake-clock.ts";
import type { FakeChat } from "../../../test/support/fakes-chat.ts";
import { FakeGateway } from "../../../test/support/fakes-gateway.ts";
import type { FakeSockets } from "../../../test/support/fakes-sockets.ts";

let gateway: FakeGateway;
let chat: FakeChat;
let sockets: FakeSockets;

beforeEach(() => {
  gateway = new FakeGateway();
  ({ chat, sockets } = gateway);
  for (const userId of ["alice", "bob"]) chat.add(userId);
});

/** Reads see their snapshot at once, and are answered one by one. */
const holdReads = () => {
  const answers: (() => void)[] = [];
  chat.delay = () => new Promise((resolve) => answers.push(resolve));
  return async (count = 1) => {
    for (let left = count; left > 0; left -= 1) {
      answers.shift()?.();
      await settled();
    }
  };
};

/** A session that has read where everything stood, and does not listen to its rooms yet. */
const aboutToListen = async () => {
  const answer = holdReads();
  const connected = gateway.connect("alice");
  await answer(1);
  let listen: () => void = () => {};
  gateway.source.ready = () => new Promise((resolve) => (listen = resolve));
  await answer(1);
  const proceed = async () => {
    gateway.source.ready = () => Promise.resolve();
    listen();
    await settled();
    await answer(1);
  };
  return { proceed, connected };
};

describe("a session", () => {
  it("is told first where everything stands, and then everything that comes", async () => {
    await gateway.connect("alice");
    await gateway.hear(chat.post());
    expect(sockets.log("alice")).toEqual(["ready 1: lobby 3", "lobby 4"]);
    expect(sockets.starts[0]).toMatchObject({ userId: "alice", epoch: "epoch", me: { version: 1 } });
    expect(sockets.starts[0]).not.toHaveProperty("cursor");
  });

  it("listens before it reads", async () => {
    const answer = holdReads();
    const connected = gateway.connect("alice");
    await answer(1); // the epoch
    expect([...gateway.source.watched]).toEqual(["user acme/alice"]);
    await answer(1); // where everything stood
    expect([...gateway.source.watched]).toEqual(["user acme/alice", "room acme/lobby"]);
    await gateway.hear(chat.post());
    await answer(1); // read again, from before the post
    await connected;
    expect(sockets.log("alice")).toEqual(["ready 1: lobby 3", "lobby 4"]);
  });

  it("is not sent what it was told of as it began", async () => {
    await gateway.connect("bob");
    const { proceed, connected } = await aboutToListen();
    await gateway.hear(chat.post());
    await proceed();
    await connected;
    await gateway.hear(chat.post());
    expect(sockets.log("alice")).toEqual(["ready 1: lobby 4", "lobby 5"]);
  });

  it("lets go of a room that its user has left before it was entered", async () => {
    const { proceed, connected } = await aboutToListen();
    await gateway.hear(chat.remove("alice"));
    await proceed();
    await connected;
    expect([sockets.log("alice")[0], gateway.relay.rooms]).toEqual(["ready 2: ", []]);
  });

  it("reads again when another one has started the room from further on", async () => {
    const answer = holdReads();
    const connected = gateway.connect("alice");
    await answer(2); // the epoch, and what stood where before she listened
    chat.post(); // lost on its way, and not seen by her last read
    chat.delay = () => Promise.resolve();
    await gateway.connect("bob");
    await answer(1);
    await connected;
    await gateway.hear(chat.post());
    expect([sockets.log("alice"), sockets.violations]).toEqual([["ready 1: lobby 4", "lobby 5"], []]);
  });

  it("is not let into a room that its user has left meanwhile", async () => {
    const answer = holdReads();
    const connected = gateway.connect("alice");
    await answer(2);
    await gateway.hear(chat.remove("alice"), chat.post());
    chat.delay = () => Promise.resolve();
    await answer(10);
    await connected;
    expect(sockets.log("alice").filter((line) => line.startsWith("lobby"))).toEqual(["lobby 4"]);
    expect(sockets.isInside("alice")).toBe(false);
  });

  it("is told of its first 500 rooms, and enters them all", async () => {
    for (let room = 1; room <= 500; room += 1) chat.add("alice", `room-${room}`);
    await gateway.connect("alice");
    expect(sockets.starts[0]?.rooms).toHaveLength(500);
    expect(sockets.starts[0]?.cursor).toBe("behind 499");
    expect(sockets.isInside("alice", "room-500")).toBe(true);
  });

  it("that cannot be opened leaves nothing behind, and is counted as opened and closed", async () => {
    chat.isDown = true;
    await expect(gateway.connect("alice")).rejects.toThrow("away");
    await settled();
    expect([gateway.relay.rooms, gateway.relay.users, [...gateway.source.watched]]).toEqual([[], [], []]);
    expect([gateway.telemetry.count("sessionOpened"), gateway.telemetry.count("sessionClosed")]).toEqual([1, 1]);
  });

  it("leaves nothing behind when it closes, and its rooms go on for the others", async () => {
    await gateway.connect("alice-1");
    await gateway.connect("alice-2");
    gateway.disconnect("alice-1");
    await gateway.hear(chat.post());
    expect(sockets.position("alice-2")).toBe(4);
    gateway.disconnect("alice-2");
    await settled();
    expect([gateway.relay.rooms, gateway.relay.users, [...gateway.source.watched]]).toEqual([[], [], []]);
  });
});

describe("the head check", () => {
  it("asks for at most 500 rooms at once", async () => {
    for (let room = 1; room <= 600; room += 1) chat.add("alice", `room-${room}`);
    await gateway.connect("alice");
    let reads = 0;
    chat.delay = async () => void (reads += 1);
    await gateway.checkHeads();
    expect(reads).toBe(3); // twice the rooms, once the users
  });

  it("never rejects", async () => {
    await gateway.connect("alice");
    chat.isDown = true;
    await gateway.checkHeads();
    expect(gateway.telemetry.of("setback")).toEqual([["the head check", expect.any(RangeError)]]);
  });
});

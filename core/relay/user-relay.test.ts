import { beforeEach, describe, expect, it } from "@jest/globals";
import { aUser } from "../../test/support/builders.ts";
import { settled } from "../../test/support/fake-clock.ts";
import type { FakeChat } from "../../test/support/fakes-chat.ts";
import { FakeGateway, graceMs } from "../../test/support/fakes-gateway.ts";
import type { FakeSockets } from "../../test/support/fakes-sockets.ts";

let gateway: FakeGateway;
let chat: FakeChat;
let sockets: FakeSockets;

/** Alice is in the lobby, and here with two sessions. */
beforeEach(async () => {
  gateway = new FakeGateway();
  ({ chat, sockets } = gateway);
  chat.add("alice");
  await gateway.connect("alice-1");
  await gateway.connect("alice-2");
});

const heardBy = (sessionId: string) => sockets.log(sessionId).slice(1);
const heard = () => [heardBy("alice-1"), heardBy("alice-2")];

describe("a user", () => {
  it("is told of a room on every session, and its events come after it", async () => {
    const [joined, post] = [chat.add("alice", "den"), chat.post("den")];
    await gateway.hear(joined, post, chat.post("den"));
    const lines = ["joined den 4", "den 5"];
    await gateway.hear(chat.post("den"));
    expect(heard()).toEqual([lines, lines]);
  });

  it("misses nothing that passes while a room is being read", async () => {
    const joined = chat.add("alice", "den");
    let answer: () => void = () => {};
    chat.delay = () => new Promise((resolve) => (answer = resolve));
    await gateway.hear(joined);
    await gateway.hear(chat.post("den"), chat.post("den"));
    chat.delay = () => Promise.resolve();
    answer();
    await settled();
    expect(heardBy("alice-1")).toEqual(["joined den 2", "den 3", "den 4"]);
  });

  it("misses nothing also when another user's session has started the room from further on", async () => {
    await gateway.connect("bob");
    const answers: (() => void)[] = [];
    chat.delay = () => new Promise((resolve) => answers.push(resolve));
    await gateway.hear(chat.add("alice", "den"));
    const bobJoins = chat.add("bob", "den"); // the room is told of it before it is known here where the room stands
    chat.delay = () => Promise.resolve();
    await gateway.hear(bobJoins.slice(1));
    for (const answer of answers) answer();
    await settled();
    await gateway.hear(chat.post("den"));
    expect(heardBy("alice-1")).toEqual(["joined den 3", "den 4"]);
    expect(sockets.violations).toEqual([]);
  });

  it("is told of changes in their order, also when they come late or twice", async () => {
    const changes = [chat.add("alice", "den"), chat.remove("alice", "den"), chat.add("alice", "attic")];
    await gateway.hear(changes[2]!, changes[1]!, changes[1]!, changes[0]!);
    // The den is no longer the user's when it is read.
    const lines = ["left den", "left den", "joined attic 2"];
    expect(heard()).toEqual([lines, lines]);
  });

  it("is told of what was lost after 250 ms", async () => {
    chat.add("alice", "den");
    await gateway.hear(chat.add("alice", "attic"));
    await gateway.clock.turn(249);
    expect(heardBy("alice-1")).toEqual([]);
    await gateway.clock.turn(1);
    expect(heardBy("alice-1")).toEqual(["joined den 2", "joined attic 2"]);
  });

  it("is told by the head check of what was lost without a trace", async () => {
    chat.add("alice", "den");
    await gateway.checkHeads();
    await gateway.checkHeads();
    expect(heardBy("alice-1")).toEqual(["joined den 2"]);
    expect(sockets.isInside("alice-2", "den")).toBe(true);
  });

  it("is told again of what could not be told", async () => {
    const joined = [chat.add("alice", "den"), chat.add("alice", "attic")];
    chat.isDown = true;
    await gateway.hear(...joined);
    await gateway.clock.turn(250);
    expect(heardBy("alice-1")).toEqual([]);
    expect(gateway.telemetry.count("setback")).toBeGreaterThan(0);
    chat.isDown = false;
    await gateway.checkHeads();
    await gateway.checkHeads();
    expect(heardBy("alice-1")).toEqual(["joined den 2", "joined attic 2"]);
  });

  it("is told of refusals on every session", async () => {
    const rejected = { commandId: "c", roomId: "lobby", code: "id_taken", message: "No." };
    await gateway.hear([{ to: "author", user: aUser(), rejected }], [{ to: "author", user: aUser("bob"), rejected }]);
    expect(heard()).toEqual([["rejected id_taken"], ["rejected id_taken"]]);
  });

  it("is told of a room on the sessions that are left when one closes meanwhile", async () => {
    const answers: (() => void)[] = [];
    gateway.source.ready = () => new Promise((resolve) => answers.push(resolve));
    await gateway.hear(chat.add("alice", "den"));
    gateway.disconnect("alice-2");
    await settled();
    for (const answer of answers) answer();
    await settled();
    expect(heardBy("alice-1")).toEqual(["joined den 2"]);
    gateway.disconnect("alice-1");
    await settled();
    expect([gateway.relay.rooms, gateway.relay.users, [...gateway.source.watched]]).toEqual([[], [], []]);
  });

  it("is forgotten when the last session is gone, also while something was about to be told", async () => {
    const joined = chat.add("alice", "den");
    let answer: () => void = () => {};
    chat.delay = () => new Promise((resolve) => (answer = resolve));
    gateway.disconnect("alice-1");
    gateway.disconnect("alice-2");
    await gateway.hear(joined);
    answer();
    await settled();
    expect([gateway.relay.rooms, gateway.relay.users, [...gateway.source.watched]]).toEqual([[], [], []]);
    await gateway.clock.turn(2 * graceMs);
    expect(gateway.clock.waiting).toBe(0);
  });
});

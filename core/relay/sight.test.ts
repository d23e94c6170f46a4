import { beforeEach, describe, expect, it } from "@jest/globals";
import { FakeGateway } from "../../test/support/fakes-gateway.ts";
import { settled } from "../../test/support/fake-clock.ts";
import type { FakeChat } from "../../test/support/fakes-chat.ts";
import type { FakeSockets } from "../../test/support/fakes-sockets.ts";

let gateway: FakeGateway;
let chat: FakeChat;
let sockets: FakeSockets;

/** Alice is in the lobby, bob joined after its first message and carol after the second; it stands at 6. */
beforeEach(() => {
  gateway = new FakeGateway();
  ({ chat, sockets } = gateway);
  chat.add("alice");
  chat.post();
  chat.add("bob");
  chat.post();
  chat.add("carol");
});

const heardBy = (sessionId: string) => sockets.log(sessionId).slice(1);
const everybody = () => Promise.all(["alice", "bob", "carol"].map((userId) => gateway.connect(userId)));
const heard = () => ["alice", "bob", "carol"].map(heardBy);

describe("in a room whose history begins with joining", () => {
  it("what happens to a message only moves those who may not see it", async () => {
    chat.setHistory("since-joining");
    await everybody();
    await gateway.hear(chat.edit(0), chat.edit(1), chat.post());
    expect(heard()).toEqual([
      ["lobby 8", "lobby 9", "lobby 10"],
      ["lobby head 8", "lobby 9", "lobby 10"],
      ["lobby head 8", "lobby head 9", "lobby 10"],
    ]);
  });

  it("who comes back has the floor of then, also when the end of the membership comes after that", async () => {
    chat.setHistory("since-joining");
    await gateway.connect("bob");
    const [end, between] = [chat.remove("bob"), chat.post()];
    const again = chat.add("bob");
    await gateway.hear(again.filter(({ to }) => to === "user"));
    await gateway.clock.turn(250);
    await gateway.hear(end, between, again, chat.edit(0), chat.edit(2));
    const heads = ["lobby head 11", "lobby head 12"];
    expect(heardBy("bob")).toEqual(["joined lobby 10", "lobby 8", "lobby head 9", "lobby 10", ...heads]);
    expect(sockets.violations).toEqual([]);
  });

  it("what is missing is not filled in for everybody: each pulls", async () => {
    chat.setHistory("since-joining");
    await everybody();
    chat.edit(0);
    await gateway.hear(chat.post());
    await gateway.clock.turn(250);
    await gateway.hear(chat.edit(1), chat.post());
    const lines = ["lobby pull 9", "lobby pull 10", "lobby 11"];
    expect(heard()).toEqual([lines, lines, lines]);
  });

  it("nothing is asked of the feed again where nothing is missing", async () => {
    chat.setHistory("since-joining");
    await gateway.connect("alice");
    await gateway.hear([{ to: "head", room: gateway.relay.rooms[0]!.ref, version: 99 }]);
    await gateway.clock.turn(60_000);
    expect(heardBy("alice")).toEqual([]);
  });
});

describe("a change of what may be seen", () => {
  it("covers nothing, so that everybody pulls; a change of something else is as ever", async () => {
    await everybody();
    await gateway.hear(chat.setHistory("since-joining"), chat.setHistory("since-joining"), chat.setHistory("all"));
    const lines = ["lobby turn 7", "lobby 8", "lobby turn 9"];
    expect(heard()).toEqual([lines, lines, lines]);
  });

  it("makes those who are inside pull what may be too old for them, until it is taken back", async () => {
    await everybody();
    await gateway.hear(chat.post(), chat.setHistory("since-joining"), chat.edit(2), chat.post(), chat.edit(3));
    await gateway.hear(chat.setHistory("all"), chat.edit(0));
    const hidden = ["lobby 7", "lobby turn 8", "lobby pull 9", "lobby 10", "lobby 11"];
    const lines = [...hidden, "lobby turn 12", "lobby 13"];
    expect(heard()).toEqual([lines, lines, lines]);
  });

  it.each([
    ["less", "all", "since-joining"],
    ["more", "since-joining", "all"],
  ] as const)("that passes while somebody enters is read before they do, for %s", async (_what, before, after) => {
    chat.setHistory(before);
    await gateway.connect("alice");
    const answers: (() => void)[] = [];
    chat.delay = () => new Promise((resolve) => answers.push(resolve));
    const carol = gateway.connect("carol");
    const answer = async () => {
      await settled();
      for (const each of answers.splice(0)) each();
      await settled();
    };
    for (let reads = 0; reads < 2; reads += 1) await answer(); // of the epoch, and of where to listen
    await settled();
    await gateway.hear(chat.setHistory(after));
    for (let reads = 0; reads < 2; reads += 1) await answer();
    chat.delay = () => Promise.resolve();
    await carol;
    await gateway.hear(chat.edit(0), chat.post());
    const old = after === "all" ? "lobby 9" : "lobby head 9";
    expect(sockets.log("carol")).toEqual(["ready 1: lobby 8", old, "lobby 10"]);
  });

  it("that nobody here was told of is found in the feed", async () => {
    await everybody();
    chat.setHistory("since-joining");
    chat.edit(0);
    await gateway.hear(chat.setHistory("all"));
    await gateway.clock.turn(250);
    await gateway.hear(chat.edit(0));
    expect(heard()).toEqual(Array.from({ length: 3 }, () => ["lobby pull 9", "lobby 10"]));
  });
});

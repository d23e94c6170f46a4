import { beforeEach, describe, expect, it } from "@jest/globals";
import { aRef } from "../../test/support/builders.ts";
import { settled } from "../../test/support/fake-clock.ts";
import type { FakeChat } from "../../test/support/fakes-chat.ts";
import { FakeGateway } from "../../test/support/fakes-gateway.ts";
import type { FakeSockets } from "../../test/support/fakes-sockets.ts";

let gateway: FakeGateway;
let chat: FakeChat;
let sockets: FakeSockets;

/** Alice and bob are in the lobby, which stands at 3; alice is here. */
beforeEach(async () => {
  gateway = new FakeGateway();
  ({ chat, sockets } = gateway);
  chat.add("alice");
  chat.add("bob");
  await gateway.connect("alice");
});

const head = (version: number) => [{ to: "head", room: aRef(), version } as const];
const heardBy = (sessionId: string) => sockets.log(sessionId).slice(1);

describe("live events of a room", () => {
  it("are pushed as they come", async () => {
    await gateway.hear(chat.post(), chat.post());
    expect(heardBy("alice")).toEqual(["lobby 4", "lobby 5"]);
  });

  it("are pushed once and in order, also when they come twice, or late", async () => {
    const [four, five, six] = [chat.post(), chat.post(), chat.post()];
    await gateway.hear(six, four, four, five, six);
    expect(heardBy("alice")).toEqual(["lobby 4", "lobby 5", "lobby 6"]);
    expect(gateway.telemetry.count("roomRepaired")).toBe(0);
  });

  it("wait 250 ms for one that is missing, and then the feed is read once", async () => {
    chat.post();
    await gateway.hear(chat.post(), chat.post());
    await gateway.clock.turn(249);
    expect(heardBy("alice")).toEqual([]);
    await gateway.clock.turn(1);
    expect(heardBy("alice")).toEqual(["lobby 4", "lobby 5", "lobby 6"]);
    await gateway.clock.turn(10_000);
    expect(gateway.telemetry.of("roomRepaired")).toEqual([[3]]);
  });

  it("that are missing while the feed is being read are looked for after it", async () => {
    chat.post();
    let answer: () => void = () => {};
    chat.delay = () => new Promise((resolve) => (answer = resolve));
    await gateway.hear(chat.post());
    await gateway.clock.turn(250);
    chat.post();
    await gateway.hear(chat.post());
    chat.delay = () => Promise.resolve();
    answer();
    await gateway.clock.turn(250);
    expect(heardBy("alice")).toEqual(["lobby 4", "lobby 5", "lobby 6", "lobby 7"]);
  });

  it("are not asked for again and again while the feed cannot be read", async () => {
    chat.post();
    chat.isDown = true;
    await gateway.hear(chat.post());
    await gateway.clock.turn(60_000);
    expect(gateway.telemetry.of("setback")).toHaveLength(1);
    chat.isDown = false;
    await gateway.checkHeads();
    await gateway.checkHeads();
    expect(heardBy("alice")).toEqual(["lobby 4", "lobby 5"]);
  });

  it("that the feed does not have are not asked for again and again", async () => {
    await gateway.hear(head(99));
    await gateway.clock.turn(60_000);
    expect(gateway.telemetry.count("roomRepaired")).toBe(1);
    await gateway.hear(chat.post());
    expect(heardBy("alice")).toEqual(["lobby 4"]);
  });

  it("that a head tells of are read from the feed, and the head itself is never pushed", async () => {
    chat.post();
    await gateway.hear(head(4));
    expect(heardBy("alice")).toEqual([]);
    await gateway.clock.turn(250);
    expect(heardBy("alice")).toEqual(["lobby 4"]);
    await gateway.hear(head(4), head(2));
    await gateway.clock.turn(250);
    expect(heardBy("alice")).toEqual(["lobby 4"]);
  });

  it("of a room that nobody here is in are passed over", async () => {
    chat.add("carol", "elsewhere");
    await gateway.hear(chat.post("elsewhere"), [{ to: "head", room: aRef({ roomId: "elsewhere" }), version: 9 }]);
    expect(heardBy("alice")).toEqual([]);
    expect(gateway.relay.rooms.map(({ ref }) => ref.roomId)).toEqual(["lobby"]);
  });
});

describe("the end of a membership", () => {
  it("is the last thing that the user's sockets get of the room", async () => {
    await gateway.connect("bob-1");
    await gateway.connect("bob-2");
    const { room, user } = split(chat.remove("bob"));
    await gateway.hear(room, chat.post(), user, chat.post());
    for (const session of ["bob-1", "bob-2"]) {
      expect(heardBy(session)).toEqual(["lobby 4", "left lobby"]);
      expect(sockets.isInside(session)).toBe(false);
    }
    expect(heardBy("alice")).toEqual(["lobby 4", "lobby 5", "lobby 6"]);
  });

  it("is the last thing also when it comes with others, out of order", async () => {
    await gateway.connect("bob");
    const [end, after] = [chat.remove("bob"), chat.post()];
    await gateway.hear(after, end);
    expect(heardBy("bob").filter((line) => line.startsWith("lobby"))).toEqual(["lobby 4"]);
    expect(heardBy("alice")).toEqual(["lobby 4", "lobby 5"]);
  });

  it("is the last thing also when the feed had to tell of it", async () => {
    await gateway.connect("bob");
    chat.remove("bob");
    await gateway.hear(chat.post());
    await gateway.clock.turn(250);
    expect(heardBy("bob")).toEqual(["lobby 4"]);
    expect(heardBy("alice")).toEqual(["lobby 4", "lobby 5"]);
  });

  it("does not turn out who has come back since", async () => {
    await gateway.connect("bob");
    chat.post();
    const [end, again] = [split(chat.remove("bob")), split(chat.add("bob"))];
    await gateway.hear(end.room, again.room, end.user, again.user);
    await gateway.clock.turn(250);
    await gateway.hear(chat.post());
    expect(sockets.isInside("bob")).toBe(true);
    expect(sockets.position("bob")).toBe(7);
    expect(sockets.violations).toEqual([]);
  });
});

describe("a room that is too far ahead", () => {
  beforeEach(async () => {
    await gateway.connect("bob");
    chat.keeps = 3;
  });
  const fallBehind = async () => {
    for (let count = 0; count < 4; count += 1) chat.post();
    await gateway.hear(chat.post());
    await gateway.clock.turn(250);
  };

  it("tells its sockets to pull, and goes on from there", async () => {
    await fallBehind();
    await gateway.hear(chat.post());
    expect(heardBy("alice")).toEqual(["lobby pull 8", "lobby 9"]);
  });

  it("turns out first who is no longer a member", async () => {
    chat.remove("bob");
    await fallBehind();
    expect(heardBy("alice")).toEqual(["lobby pull 9"]);
    expect(heardBy("bob")).toEqual([]);
    expect(sockets.isInside("bob")).toBe(false);
  });

  it("says nothing more when live events have closed the gap meanwhile", async () => {
    const answers: (() => void)[] = [];
    chat.delay = () => new Promise((resolve) => answers.push(resolve));
    const [four, ...others] = [chat.post(), chat.post(), chat.post(), chat.post(), chat.post()];
    await gateway.hear(...others);
    await gateway.clock.turn(250);
    answers.shift()?.();
    await settled();
    await gateway.hear(four);
    answers.shift()?.();
    await settled();
    expect(heardBy("alice")).toEqual(["lobby 4", "lobby 5", "lobby 6", "lobby 7", "lobby 8"]);
  });

  it("keeps who comes in while it asks who is still a member", async () => {
    chat.add("carol");
    const answers: (() => void)[] = [];
    chat.delay = () => new Promise((resolve) => answers.push(resolve));
    await fallBehind();
    answers.shift()?.();
    await settled();
    const membersAnswer = answers.shift();
    chat.delay = () => Promise.resolve();
    await gateway.connect("carol");
    membersAnswer?.();
    await gateway.hear(chat.post());
    expect(sockets.isInside("carol")).toBe(true);
    expect(sockets.position("carol")).toBe(chat.version());
  });
});

describe("the head check", () => {
  it("repairs what is still behind the head that the previous check saw", async () => {
    chat.post();
    await gateway.checkHeads();
    expect(heardBy("alice")).toEqual([]);
    await gateway.checkHeads();
    expect(heardBy("alice")).toEqual(["lobby 4"]);
  });

  it("leaves alone what arrives between two checks", async () => {
    const four = chat.post();
    await gateway.checkHeads();
    await gateway.hear(four);
    chat.post();
    await gateway.checkHeads();
    expect(heardBy("alice")).toEqual(["lobby 4"]);
    expect(gateway.telemetry.count("roomRepaired")).toBe(0);
  });
});

/** What a change tells the room, and what it tells the user. */
const split = (notices: ReturnType<FakeChat["add"]>) => ({
  room: notices.filter(({ to }) => to === "room"),
  user: notices.filter(({ to }) => to === "user"),
});

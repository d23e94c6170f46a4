import { beforeEach, describe, expect, it } from "@jest/globals";

import { anId, useChat } from "../support/chat.ts";
import type { User } from "../support/user.ts";
import { eventually } from "../support/wait.ts";

const chat = useChat();

describe("a room in slow mode", () => {
  let alice: User;
  let bob: User;
  let roomId: string;
  const slow = (seconds: number, user = alice) => user.patch(`/v1/rooms/${roomId}`, { slowMode: seconds });

  /** Alice owns it; Bob and Carol are members. */
  beforeEach(async () => {
    [alice, bob] = chat.people();
    roomId = (await alice.makeRoom({ kind: "group", members: ["bob", "carol"] })).id;
    expect((await slow(60)).body).toMatchObject({ slowMode: 60 });
  });

  it("takes one post of a member in that time, and says when it takes the next", async () => {
    await bob.say(roomId, "one");
    const { status, body, headers } = await bob.sayOrNot(roomId, "two");
    expect([status, body.code]).toEqual([429, "slow_mode"]);
    const seconds = Number(headers.get("retry-after"));
    expect(seconds).toBeGreaterThan(50);
    expect(seconds).toBeLessThanOrEqual(60);
    expect(body.retryAfterMs).toBeGreaterThan((seconds - 1) * 1_000);
    const socket = await bob.connect();
    expect(await bob.sendBy(socket, roomId, "two")).toMatchObject({ ok: false, code: "slow_mode" });
  });

  it("takes one of many that are sent at once, whoever takes them in", async () => {
    const ids = Array.from({ length: 8 }, anId);
    const answers = await Promise.all(ids.map((id) => bob.sayOrNot(roomId, "me first", id)));
    const statuses = answers.map(({ status }) => status).sort();
    expect(statuses).toEqual([201, ...Array<number>(7).fill(429)]);
    expect((await alice.messages(roomId)).messages).toHaveLength(1);
  });

  it("gives a repeat the answer that it had, and goes on as before once it is told to", async () => {
    const { id } = await bob.say(roomId, "one");
    expect((await bob.sayOrNot(roomId, "one", id)).status).toBe(201);
    await slow(0);
    await bob.say(roomId, "as many");
    await bob.say(roomId, "as I like");
    expect(await alice.room(roomId)).not.toHaveProperty("slowMode");
  });

  it("takes the next post when time is over", async () => {
    await slow(1);
    await bob.say(roomId, "one");
    const said = async () => ((await bob.sayOrNot(roomId, "two")).status === 201 ? true : undefined);
    expect(await eventually(said, "time is over")).toBe(true);
  });

  it("does not slow its owner and moderators, nor deletions, nor who comes back", async () => {
    for (const text of ["1", "2"]) await alice.say(roomId, text);
    const { id } = await bob.say(roomId, "one");
    expect((await bob.del(`/v1/rooms/${roomId}/messages/${id}`)).status).toBe(202);
    await alice.remove(roomId, bob);
    await alice.add(roomId, bob);
    expect((await bob.sayOrNot(roomId, "two")).body.code).toBe("slow_mode");
    await alice.give(roomId, bob, "moderator");
    for (const text of ["3", "4"]) await bob.say(roomId, text);
  });

  it("is told live, and is the owner's and moderators' to say, for 6 hours at most", async () => {
    const socket = await bob.connect();
    await slow(21_600);
    const event = await socket.until(() => socket.events(roomId)[0], "the change is heard");
    expect(event).toMatchObject({ type: "room", room: { slowMode: 21_600 } });
    expect((await slow(5, bob)).body.code).toBe("forbidden");
    for (const seconds of [-1, 1.5, 21_601]) expect((await slow(seconds)).body.code).toBe("invalid_input");
  });
});

import { beforeEach, describe, expect, it } from "@jest/globals";

import { anId, useChat } from "../support/chat.ts";
import type { Listener } from "../support/socket.ts";
import type { User } from "../support/user.ts";

const chat = useChat();

describe("a post that was accepted and then refused", () => {
  let alice: User;
  let bob: User;
  let roomId: string;
  let his: Listener;

  /** His gateway has just seen that he may post, believes it for a few seconds, and promises what will be refused. */
  beforeEach(async () => {
    [alice, bob] = chat.people();
    roomId = (await alice.makeRoom({ kind: "group", members: ["bob"] })).id;
    his = await bob.connect();
    expect(await bob.sendBy(his, roomId, "while I may")).toMatchObject({ ok: true });
    await his.untilText(roomId, "while I may");
    await alice.remove(roomId, bob);
  });

  it("is told to its author, and stays on record", async () => {
    const late = anId();
    expect(await bob.sendBy(his, roomId, "too late", late)).toMatchObject({ ok: true, status: "accepted" });
    const rejected = await his.until(() => his.rejected[0], "the post is rejected");
    expect(rejected).toEqual({ commandId: late, roomId, code: "room_not_found", message: expect.any(String) });
    expect(await bob.command(roomId, late)).toEqual({ id: late, roomId, status: "rejected", code: "room_not_found" });
    expect((await alice.messages(roomId)).messages.map(({ text }) => text)).toEqual(["while I may"]);
  });

  it("is told to all of its author's connections, and to nobody else's", async () => {
    const [other, hers] = await Promise.all([bob.connect(), alice.connect()]);
    await bob.sendBy(his, roomId, "too late");
    await other.until(() => other.rejected[0], "the other device hears it");
    await alice.say(roomId, "the end");
    await hers.untilText(roomId, "the end");
    expect(hers.rejected).toEqual([]);
  });

  it("stays refused when it would be allowed by now: the first decision stands for ever", async () => {
    const late = anId();
    await bob.sendBy(his, roomId, "too late", late);
    await his.until(() => his.rejected[0], "the post is rejected");
    await alice.add(roomId, bob);
    const again = await bob.sayOrNot(roomId, "too late", late);
    expect([again.status, again.body.code]).toEqual([404, "room_not_found"]);
    expect(await bob.sendBy(his, roomId, "too late", late)).toMatchObject({ ok: true });
    await his.until(() => his.rejected[1], "the repetition is rejected as well");
    expect(await bob.say(roomId, "too late", anId())).toMatchObject({ seq: 2 });
    expect((await alice.messages(roomId)).messages.map(({ text }) => text)).toEqual(["while I may", "too late"]);
  });

  it("with other text, later, is refused as reused", async () => {
    const late = anId();
    await bob.sendBy(his, roomId, "too late", late);
    await his.until(() => his.rejected[0], "the post is rejected");
    await alice.add(roomId, bob);
    expect((await bob.sayOrNot(roomId, "something else", late)).body.code).toBe("id_reused");
    expect(await bob.command(roomId, late)).toMatchObject({ status: "rejected", code: "room_not_found" });
  });
});

describe("a post that was applied", () => {
  it("stays applied when its author repeats it after the removal", async () => {
    const [alice, bob] = chat.people();
    const { id } = await alice.makeRoom({ kind: "group", members: ["bob"] });
    const his = await bob.connect();
    const mine = anId();
    await bob.sendBy(his, id, "in time", mine);
    const { version } = await his.untilText(id, "in time");
    await alice.remove(id, bob);
    expect(await bob.sendBy(his, id, "in time", mine)).toMatchObject({ ok: true, status: "accepted" });
    expect(await bob.command(id, mine)).toEqual({ id: mine, roomId: id, status: "applied", version });
    await bob.sendBy(his, id, "too late");
    const rejected = await his.until(() => his.rejected[0], "the later one is rejected");
    expect(rejected.commandId).not.toBe(mine);
  });
});

describe("a product's own client", () => {
  it("fails the send of somebody who is no member with the server's code", async () => {
    const [alice, bob] = chat.people();
    const { id } = await alice.makeRoom({ kind: "group" });
    const client = bob.sdk();
    await client.whenReady(8_000);
    await expect(client.send(id, { text: "hi" })).rejects.toMatchObject({ code: "room_not_found" });
  });
});

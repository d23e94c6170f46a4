import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { io } from "socket.io-client";

import { PROTOCOL } from "../../client/src/index.ts";
import { range, useChat } from "../support/chat.ts";
import type { Deployment } from "../support/deployment.ts";
import { Tiers } from "../support/tiers.ts";

const chat = useChat();
const patienceMs = 60_000;
let tiers: Tiers;
/** Two ways in: each is an HTTP process and a gateway of its own. */
let one: Deployment;
let other: Deployment;

beforeAll(async () => {
  tiers = await new Tiers().prepare();
  const roles = ["http", "http", "gateway", "gateway", "consumer"] as const;
  const [http, http2, gateway, gateway2] = await Promise.all(roles.map((role) => tiers.start(role)));
  one = tiers.at(http!, gateway!);
  other = tiers.at(http2!, gateway2!);
}, patienceMs);

afterAll(() => tiers.clear());

const people = () => [chat.aUser("alice", { at: one }), chat.aUser("bob", { at: other })] as const;

describe("two gateways", () => {
  it("both deliver what is posted through either HTTP process, and through either of themselves", async () => {
    const [alice, bob] = people();
    const { id } = await alice.makeRoom({ kind: "group", members: ["bob"] });
    const sockets = await Promise.all([alice.connect(), bob.connect()]);
    await alice.say(id, "by HTTP, one");
    await bob.say(id, "by HTTP, other");
    await alice.sendBy(sockets[0], id, "by socket, one");
    await sockets[1].untilText(id, "by socket, one");
    await bob.sendBy(sockets[1], id, "by socket, other");
    const texts = ["by HTTP, one", "by HTTP, other", "by socket, one", "by socket, other"];
    for (const socket of sockets) {
      await socket.untilText(id, "by socket, other");
      expect(socket.texts(id)).toEqual(texts);
    }
  });

  it("show on one who is typing on the other, and nothing on another device of the same user", async () => {
    const [alice, bob] = people();
    const { id } = await alice.makeRoom({ kind: "group", members: ["bob"] });
    const elsewhere = chat.aUser("bob", { at: one });
    const [hers, his, device] = await Promise.all([alice.connect(), bob.connect(), elsewhere.connect()]);
    expect(await his.ask("typing", { roomId: id, active: true })).toEqual({ ok: true, passed: true });
    await bob.say(id, "the fence");
    await Promise.all([hers.untilText(id, "the fence"), device.untilText(id, "the fence")]);
    expect(hers.typing).toEqual([{ roomId: id, userId: "bob", active: true, expiresInMs: 6_000 }]);
    expect([his.typing, device.typing]).toEqual([[], []]);
  });

  it("let somebody in on one who was added through another process", async () => {
    const [alice, bob] = people();
    const { id } = await alice.makeRoom({ kind: "group" });
    const his = await bob.connect();
    await alice.add(id, bob);
    await his.until(() => his.me.find(({ type }) => type === "joined"), "he is told that he joined");
    await alice.say(id, "welcome");
    await his.untilText(id, "welcome");
  });

  it("give a removed member on one nothing of the room after it, while others on both talk on", async () => {
    const [alice, bob] = people();
    const { id } = await alice.makeRoom({ kind: "group", members: ["bob"] });
    const fence = await alice.makeRoom({ kind: "group", members: ["bob"] });
    const [hers, his] = await Promise.all([alice.connect(), bob.connect()]);
    const talk = range(60).map((index) => alice.accept(id, `text ${index}`));
    await alice.remove(id, bob);
    await Promise.all(talk);
    await alice.say(id, "the end");
    await alice.say(fence.id, "the end");
    await Promise.all([hers.untilText(id, "the end"), his.untilText(fence.id, "the end")]);
    expect(his.events(id).at(-1)).toMatchObject({
      type: "member",
      member: { userId: "bob", leftAt: expect.any(String) },
    });
    expect(his.events(id).filter(({ type }) => type === "member")).toHaveLength(1);
    expect(hers.texts(id)).toHaveLength(61);
  });

  it("take no polling, for which they would need a balancer that knows each client", async () => {
    const [alice] = people();
    const auth = { token: await alice.token(), protocol: PROTOCOL };
    const socket = io(one.socketUrl, { auth, forceNew: true, reconnection: false, transports: ["polling"] });
    chat.closing(() => socket.disconnect());
    const error = await new Promise<Error>((resolve) => socket.once("connect_error", resolve));
    expect(error.message).toBe("xhr poll error");
  });
});

import { connect } from "node:net";

import { expect, it } from "@jest/globals";

import { range, useChat } from "../../support/chat.ts";
import type { ChatProcess } from "../../support/chat-process.ts";
import { endWithin } from "../../support/chat-process.ts";
import { describeProcesses, useSites } from "../../support/lifecycle.ts";
import type { Site } from "../../support/lifecycle.ts";
import type { User } from "../../support/user.ts";

const chat = useChat();
const aSite = useSites();
const graceMs = 10_000;

const deploymentOf = ({ secret }: Site, { address }: ChatProcess) => ({ url: address, socketUrl: address, secret });

/** Posts until the server is gone. @returns the texts that were accepted */
const talk = async (user: User, roomId: string): Promise<string[]> => {
  const accepted: string[] = [];
  for (const index of range(100_000)) {
    const text = `${user.id} ${index}`;
    const answer = await user.post(`/v1/rooms/${roomId}/messages`, { text }).catch(() => undefined);
    if (answer?.status === 202) accepted.push(text);
    if (!answer) break;
  }
  return accepted;
};

const allTexts = async (user: User, roomId: string): Promise<string[]> => {
  const texts: string[] = [];
  for (let more = true; more;) {
    const page = await user.messages(roomId, `after=${texts.length}&limit=200`);
    expect(page.messages.map(({ seq }) => seq)).toEqual(page.messages.map((_, index) => texts.length + index + 1));
    texts.push(...page.messages.map(({ text }) => text));
    more = page.hasMoreAfter;
  }
  return texts;
};

describeProcesses("a process that is told to stop", () => {
  it("says goodbye to its clients, and ends with 0", async () => {
    const site = aSite();
    const process = await site.start();
    const alice = chat.aUser("alice", { at: deploymentOf(site, process) });
    const socket = await alice.connect();
    await alice.get("/v1/me");
    process.signal("SIGTERM");
    await socket.untilOver();
    expect(socket.bye).toMatchObject({ code: "draining", retry: "now", reconnectInMs: expect.any(Number) });
    expect(await endWithin(process.ended, graceMs)).toEqual({ code: 0, signal: null });
    expect(process.said()).toBe("");
  });

  it("waits neither for a connection that says nothing, nor for half a request", async () => {
    const site = aSite();
    const process = await site.start();
    const port = Number(new URL(process.address).port);
    const [silent, halting] = [connect(port), connect(port)];
    for (const socket of [silent, halting]) socket.on("error", () => {});
    halting.write("POST /v1/rooms HTTP/1.1\r\nhost: localhost\r\ncontent-length: 100\r\n\r\n{");
    await chat.aUser("alice", { at: deploymentOf(site, process) }).get("/v1/me");
    process.signal("SIGTERM");
    expect(await endWithin(process.ended, graceMs)).toEqual({ code: 0, signal: null });
    for (const socket of [silent, halting]) socket.destroy();
  });

  it("does so under load, keeps every promise, and goes on where it was", async () => {
    const site = aSite();
    const first = await site.start();
    const people = ["a", "b", "c", "d"].map((id) => chat.aUser(id, { at: deploymentOf(site, first) }));
    const [owner, ...others] = people;
    const { id } = await owner!.makeRoom({ kind: "group", members: others.map((user) => user.id) });
    const sockets = await Promise.all(people.map((user) => user.connect()));
    const talking = Promise.all(people.map((user) => talk(user, id)));
    await sockets[0]!.until(() => sockets[0]!.events(id).length > 100, "a hundred messages are heard");
    first.signal("SIGTERM");
    expect(await endWithin(first.ended, graceMs)).toEqual({ code: 0, signal: null });
    const accepted = (await talking).flat();
    for (const socket of sockets) expect(socket.bye).toMatchObject({ code: "draining" });
    const again = chat.aUser("a", { at: deploymentOf(site, await site.start()) });
    const texts = await allTexts(again, id);
    expect(new Set(texts).size).toBe(texts.length);
    expect(accepted.filter((text) => !texts.includes(text))).toEqual([]);
  });
});

describeProcesses("a process that is killed", () => {
  it("loses nothing that it accepted, and keeps its history's identity", async () => {
    const site = aSite();
    const first = await site.start();
    const alice = chat.aUser("alice", { at: deploymentOf(site, first) });
    const { id } = await alice.makeRoom({ kind: "group", name: "Kept" });
    const socket = await alice.connect();
    const talking = talk(alice, id);
    await socket.until(() => socket.events(id).length > 100, "a hundred messages are heard");
    first.signal("SIGKILL");
    const accepted = await talking;
    const again = chat.aUser("alice", { at: deploymentOf(site, await site.start()) });
    const texts = await allTexts(again, id);
    expect(accepted.filter((text) => !texts.includes(text))).toEqual([]);
    expect(texts.length - accepted.length).toBeLessThanOrEqual(1);
    expect(await again.room(id)).toMatchObject({ name: "Kept", seq: texts.length });
    expect((await again.connect()).ready).toMatchObject({ epoch: socket.ready?.epoch, me: { version: 1 } });
  });
});

describeProcesses("the product's own client", () => {
  it("comes back after a restart, and delivers what was sent meanwhile, once", async () => {
    const site = aSite();
    const first = await site.start();
    const { port } = new URL(first.address);
    const [alice, bob] = ["alice", "bob"].map((id) => chat.aUser(id, { at: deploymentOf(site, first) }));
    const { id } = await alice!.makeRoom({ kind: "direct", members: ["bob"] });
    const [hers, his] = [alice!.sdk(), bob!.sdk()];
    await Promise.all([hers.whenReady(8_000), his.openRoom(id)]);
    await hers.send(id, { text: "before" });
    first.signal("SIGTERM");
    await first.ended;
    const meanwhile = [hers.send(id, { text: "meanwhile 1" }), hers.send(id, { text: "meanwhile 2" })];
    const heard = new Promise((resolve) => his.on("message", ({ text }) => text === "meanwhile 2" && resolve(text)));
    await site.start({ PORT: port });
    expect((await Promise.all(meanwhile)).map(({ seq }) => seq)).toEqual([2, 3]);
    await heard;
    const texts = his.roomState(id)?.messages.map(({ text }) => text);
    expect(texts).toEqual(["before", "meanwhile 1", "meanwhile 2"]);
  });
});

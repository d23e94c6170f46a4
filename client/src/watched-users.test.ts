import { describe, expect, it } from "@jest/globals";
import { aClient } from "../test/a-client.ts";
import type { FakeServer } from "../test/fake-server.ts";

const withBob = (server: FakeServer): void => {
  server.online.add("bob");
};

const asked = ({ log }: FakeServer): readonly string[] => log.filter((line) => line.startsWith("presence"));
const [bob, carol] = [
  { userId: "bob", online: true },
  { userId: "carol", online: false },
];

describe("users whom I watch", () => {
  it("are told of as they stand, and whenever they come or go", async () => {
    const { client, server, heard } = await aClient(withBob);
    expect(await client.watchPresence(["bob", "carol"])).toEqual([bob, carol]);
    const gone = { userId: "bob", online: false, lastSeenAt: "2026-01-02T03:04:05.678Z" };
    server.listener?.presence([gone, carol, { userId: "dave", online: true }]);
    expect(heard("presence")).toEqual([bob, carol, gone]);
    expect([client.presenceOf("bob"), client.presenceOf("dave")]).toEqual([gone, undefined]);
  });

  it("are asked for again in each session, and what changed meanwhile is told", async () => {
    const { client, clock, server, heard } = await aClient(withBob);
    await client.watchPresence(["bob"]);
    await client.watchPresence(["carol"]);
    server.online.clear();
    server.cut();
    await clock.pass(1_000);
    expect(asked(server)).toEqual(["presence +bob -", "presence +carol -", "presence +bob,carol -"]);
    expect(heard("presence")).toEqual([bob, carol, { userId: "bob", online: false }]);
  });

  it("are watched from the next session on, without a connection", async () => {
    const { client, clock, server, heard } = await aClient(withBob);
    server.cut();
    expect(await client.watchPresence(["bob"])).toEqual([]);
    await clock.pass(1_000);
    expect([asked(server), heard("presence")]).toEqual([["presence +bob -"], [bob]]);
  });

  it("are asked for again when the server could not say", async () => {
    const { client, clock, server } = await aClient(withBob);
    server.watches.push({ ok: false, code: "rate_limited", message: "Later.", retryAfterMs: 700 });
    expect(await client.watchPresence(["bob"])).toEqual([]);
    await clock.pass(699);
    expect(client.presenceOf("bob")).toBeUndefined();
    await clock.pass(1);
    expect(client.presenceOf("bob")).toEqual(bob);
  });

  it("that the server refuses are not watched, and the others stay", async () => {
    const { client, server } = await aClient(withBob);
    await client.watchPresence(["bob"]);
    server.watches.push({ ok: false, code: "invalid_input", message: "No." });
    await expect(client.watchPresence(["bob", "carol"])).rejects.toMatchObject({ code: "invalid_input" });
    server.listener?.presence([{ userId: "carol", online: true }]);
    expect([client.presenceOf("bob"), client.presenceOf("carol")]).toEqual([bob, undefined]);
  });

  it("are 500 at most, with a connection or without one", async () => {
    const { client, server } = await aClient(withBob);
    server.cut();
    const crowd = Array.from({ length: 499 }, (_, index) => `user-${String(index)}`);
    await client.watchPresence(["bob", ...crowd]);
    expect(await client.watchPresence(["bob"])).toEqual([]);
    await expect(client.watchPresence(["carol"])).rejects.toMatchObject({ code: "too_many_watched" });
  });

  it("are watched no more once I say so, and the server is told", async () => {
    const { client, server, heard } = await aClient(withBob);
    await client.watchPresence(["bob", "carol"]);
    client.unwatchPresence(["bob", "nobody"]);
    server.listener?.presence([{ userId: "bob", online: false }]);
    expect([asked(server).at(-1), heard("presence").length]).toEqual(["presence + -bob", 2]);
    expect(client.presenceOf("bob")).toBeUndefined();
  });

  it("are forgotten when the client is closed", async () => {
    const { client, clock, server } = await aClient(withBob);
    server.watches.push({ ok: false, code: "unavailable", message: "Later." });
    await client.watchPresence(["bob"]);
    client.close();
    await clock.pass(10_000);
    expect([asked(server).length, client.presenceOf("bob")]).toEqual([1, undefined]);
  });
});

import { describe, expect, it } from "@jest/globals";
import { aClient } from "../test/a-client.ts";
import { settled } from "../test/fake-clock.ts";
import type { Bye } from "./contract.ts";

const aBye = (retry: Bye["retry"], reconnectInMs?: number): Bye => ({
  code: `code_${retry}`,
  message: "Because.",
  retry,
  ...(reconnectInMs === undefined ? {} : { reconnectInMs }),
});

const countingTokens = () => {
  let asked = 0;
  return () => `token ${++asked}`;
};

describe("the connection", () => {
  it("comes up, and says so", async () => {
    const { client, heard } = await aClient();
    expect(heard("state").map(({ state }) => state)).toEqual(["online"]);
    expect((await client.whenReady()).userId).toBe("alice");
  });

  it("comes back after a loss, with a token asked for anew", async () => {
    const { server, clock, heard } = await aClient(() => {}, { token: countingTokens() });
    await clock.pass(10_000);
    server.cut();
    expect(heard("state").at(-1)).toMatchObject({ state: "waiting", code: "lost", retryInMs: 250 });
    await clock.pass(250);
    expect(heard("state").at(-1)).toEqual({ state: "online" });
    expect(server.log.filter((line) => line.startsWith("connect"))).toEqual(["connect token 1", "connect token 2"]);
  });

  it("keeps trying, at growing pauses, a server that cannot be reached", async () => {
    const { clock, heard } = await aClient((server) => server.handshakes.push("unreachable", "unreachable"));
    expect(heard("state").at(-1)).toMatchObject({ state: "waiting", code: "unreachable", retryInMs: 250 });
    await clock.pass(250);
    expect(heard("state").at(-1)).toMatchObject({ retryInMs: 500 });
    await clock.pass(500);
    expect(heard("ready")).toHaveLength(1);
  });

  it("gives up an attempt that comes to nothing within 20 s", async () => {
    const { clock, heard } = await aClient((server) => server.handshakes.push("silent"));
    await clock.pass(20_000);
    expect(heard("state").at(-1)).toMatchObject({ state: "waiting", code: "no_answer" });
    await clock.pass(1_000);
    expect(heard("ready")).toHaveLength(1);
  });

  it("tries again when the token provider fails", async () => {
    const tokens = [Promise.reject(new TypeError("no")), Promise.resolve("token 1")];
    const { clock, heard } = await aClient(() => {}, { token: () => tokens.shift()! });
    expect(heard("state").at(-1)).toMatchObject({ state: "waiting", code: "no_token" });
    await clock.pass(1_000);
    expect(heard("ready")).toHaveLength(1);
  });

  it("takes a fresh token at once when the handshake is refused for the old one", async () => {
    const token = countingTokens();
    const { clock, server } = await aClient((one) => one.handshakes.push(aBye("after_auth")), { token });
    await clock.pass(0);
    expect(server.log).toEqual(["connect token 1", "connect token 2"]);
  });

  it("stops when it is told never to come back", async () => {
    const { client, clock, server, heard } = await aClient();
    server.listener?.bye(aBye("never"));
    await clock.pass(60_000);
    expect(heard("state").at(-1)).toEqual({ state: "stopped", code: "code_never", message: "Because." });
    await expect(client.whenReady()).rejects.toMatchObject({ code: "stopped", message: "Because." });
  });

  it("stays on a server that drains until its turn to move has come", async () => {
    const { clock, server, heard } = await aClient();
    server.listener?.bye(aBye("now", 3_000));
    await clock.pass(2_999);
    server.push(server.room.post("still here"));
    await clock.pass(1);
    expect(heard("state").map(({ state }) => state)).toEqual(["online", "connecting", "online"]);
    expect(heard("message").map(({ text }) => text)).toEqual(["still here"]);
  });

  it("keeps the time of its turn when the draining server cuts it off before", async () => {
    const { clock, server, heard } = await aClient();
    server.listener?.bye(aBye("now", 3_000));
    await clock.pass(1_000);
    server.cut();
    expect(heard("state").at(-1)).toMatchObject({ state: "waiting", code: "code_now", retryInMs: 2_000 });
    await clock.pass(2_000);
    expect(heard("state").at(-1)).toEqual({ state: "online" });
  });

  it("is silent for ever once it is closed", async () => {
    const { client, clock, server, heard } = await aClient();
    client.close();
    await clock.pass(60_000);
    expect(client.status).toEqual({ state: "closed" });
    expect(heard("state").at(-1)).toEqual({ state: "closed" });
    expect(server.log).toEqual(["connect token 1"]);
    await expect(client.whenReady()).rejects.toMatchObject({ code: "closed" });
    await settled();
  });
});

import { once } from "node:events";
import type { Server as HttpServer } from "node:http";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import type { Socket } from "socket.io-client";
import { io as connect } from "socket.io-client";
import { FakeClock } from "../../test/support/fake-clock.ts";
import { bindConnections } from "./bind.ts";
import type { ChatServer } from "./chat-server.ts";
import { lookAfterSlow } from "./lag.ts";
import { createSocketServer } from "./server.ts";

let http: HttpServer;
let server: ChatServer;
let answer: () => Promise<object>;
let greeted: Promise<void>;
let open: number;
let closed: number;
const clients: Socket[] = [];

beforeEach(async () => {
  [answer, open, closed] = [() => Promise.resolve({ ok: true }), 0, 0];
  greeted = Promise.resolve();
  http = createServer().listen(0);
  server = createSocketServer({ allowedOrigin: () => true, polling: false });
  bindConnections(server, new FakeClock(), {
    greet: async () => {
      await greeted;
      return {
        begin: () => ({ open: async () => void (open += 1), close: () => void (closed += 1), answer: () => answer() }),
      };
    },
    onUnexpected: (error) => {
      throw error;
    },
  });
  server.attach(http);
  await once(http, "listening");
});

afterEach(async () => {
  for (const client of clients.splice(0)) client.close();
  await server.close();
});

const address = (): string => `http://localhost:${(http.address() as AddressInfo).port}`;

const aClient = async (): Promise<Socket> => {
  const client = connect(address(), { transports: ["websocket"], reconnection: false });
  clients.push(client);
  await new Promise<void>((resolve) => client.once("connect", resolve));
  return client;
};

const until = async (isSo: () => boolean): Promise<void> => {
  while (!isSo()) {
    lookAfterSlow(server, 0);
    await new Promise((resolve) => setImmediate(resolve));
  }
};

describe("a connection", () => {
  it("has one session, however often its client asks before it is answered", async () => {
    let letIn = (): void => {};
    greeted = new Promise((resolve) => (letIn = resolve));
    const client = connect(address(), { transports: ["websocket"], reconnection: false });
    clients.push(client);
    const refused = new Promise<string>((resolve) => {
      client.io.on("open", () => {
        client.io.engine.on("data", (data) => String(data).startsWith("4") && resolve(String(data)));
        for (let count = 0; count < 10; count += 1) client.io.engine.write("0{}");
      });
    });
    expect(await refused).toContain("too_many_sockets");
    letIn();
    await until(() => open > 0 || closed > 0 || server.engine.clientsCount === 0);
    expect(open).toBeLessThanOrEqual(1);
  });

  it("may ask for a session again after one that has ended", async () => {
    const client = await aClient();
    client.disconnect().connect();
    await new Promise<void>((resolve) => client.once("connect", resolve));
    expect(open).toBe(2);
  });

  it("is told at once when too much of it is waiting, and answered in order once that is done", async () => {
    const client = await aClient();
    let letGo = (): void => {};
    const gate = new Promise<void>((resolve) => (letGo = resolve));
    answer = async () => {
      await gate;
      return { ok: true };
    };
    const acks = Array.from(
      { length: 300 },
      () => client.emitWithAck("send", {}) as Promise<{ ok: boolean; code?: string }>,
    );
    const last = await acks.at(-1);
    expect(last).toMatchObject({ ok: false, code: "unavailable", retryAfterMs: 1_000 });
    letGo();
    const answers = await Promise.all(acks);
    expect(answers.filter(({ ok }) => ok).length).toBeLessThanOrEqual(257);
    expect(answers.findIndex(({ ok }) => !ok)).toBeGreaterThanOrEqual(256);
  });

  it("is ended when its client does not read what it is sent", async () => {
    const client = await aClient();
    const { ws } = client.io.engine.transport as unknown as { ws: { _socket: { pause(): void } } };
    answer = () => Promise.resolve({ ok: true, text: "x".repeat(1_000_000) });
    ws._socket.pause();
    for (let count = 0; count < 30; count += 1) client.emit("sync", {}, () => {});
    await until(() => closed === 1);
    expect(server.sockets.sockets.size).toBe(0);
  });
});

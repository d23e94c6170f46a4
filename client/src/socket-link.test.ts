import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { Server } from "socket.io";
import type { Socket } from "socket.io";
import type { Bye, HandshakeAuth } from "./contract.ts";
import type { Link, LinkListener } from "./link.ts";
import { socketLinks } from "./socket-link.ts";

const bye: Bye = { code: "unauthenticated", message: "No.", retry: "after_auth" };

const authOf = (socket: Socket): Partial<HandshakeAuth> => socket.handshake.auth;

/** Opens a link, and gives the first thing that it tells. */
const open = (url: string, token: string): Promise<{ link: Link; told: keyof LinkListener; payload: unknown }> =>
  new Promise((resolve) => {
    const tell = (told: keyof LinkListener) => (payload?: unknown) => resolve({ link, told, payload });
    const names = ["ready", "events", "me", "rejected", "bye", "down"] as const;
    const listener = Object.fromEntries(names.map((name) => [name, tell(name)])) as unknown as LinkListener;
    const link = socketLinks(url)({ token, protocol: 1 }, listener);
  });

describe("a link over Socket.IO", () => {
  let server: Server;
  let url: string;

  beforeEach(async () => {
    const http = createServer();
    server = new Server(http, { path: "/chat/socket.io" });
    server.use((socket, next) => {
      next(authOf(socket).token === "bad" ? Object.assign(new TypeError("refused"), { data: bye }) : undefined);
    });
    server.on("connection", (socket) => {
      if (authOf(socket).token === "unwanted") socket.disconnect(true);
      else socket.emit("ready", { protocol: authOf(socket).protocol });
      socket.on("sync", (request: unknown, ack: (answer: unknown) => void) => ack({ ok: true, asked: request }));
    });
    http.listen(0);
    await once(http, "listening");
    url = `http://localhost:${(http.address() as AddressInfo).port}/chat`;
  });

  afterEach(() => server.close());

  it("hands over what the server says, and its acks", async () => {
    const { link, told, payload } = await open(url, "good");
    expect([told, payload]).toEqual(["ready", { protocol: 1 }]);
    const answer = await new Promise((resolve) => link.sync({ rooms: { lobby: 3 } }, resolve));
    expect(answer).toEqual({ ok: true, asked: { rooms: { lobby: 3 } } });
    link.close();
  });

  it("is down with the server's reason when the handshake is refused", async () => {
    const { told, payload } = await open(url, "bad");
    expect([told, payload]).toEqual(["down", bye]);
  });

  it("is down when the server cuts it off", async () => {
    const { told, payload } = await open(url, "unwanted");
    expect([told, payload]).toEqual(["down", undefined]);
  });

  it("is down when there is no server", async () => {
    const { told, payload } = await open("http://localhost:1/", "good");
    expect([told, payload]).toEqual(["down", undefined]);
  });
});

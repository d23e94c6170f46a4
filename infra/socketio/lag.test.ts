import { once } from "node:events";
import type { Server as HttpServer } from "node:http";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import type { Socket } from "socket.io-client";
import { io as connect } from "socket.io-client";
import type { RoomEvent } from "../../core/entities/event.ts";
import { typingIn } from "../../core/entities/typing.ts";
import { aMessageEvent, aRef } from "../../test/support/builders.ts";
import { FakeClock } from "../../test/support/fake-clock.ts";
import { eventually } from "../../test/support/wait.ts";
import type { ChatServer, ChatSocket } from "./chat-server.ts";
import { unsentBytes } from "./flow.ts";
import { lookAfterSlow } from "./lag.ts";
import { SocketIoLiveSessions } from "./live-sessions.ts";
import { createSocketServer } from "./server.ts";

const lobby = aRef();
const text = "x".repeat(8_000);
const turn = () => new Promise((resolve) => setImmediate(resolve));

/** A client in the lobby, and what it was sent. */
interface Member {
  readonly client: Socket;
  readonly socket: ChatSocket;
  readonly events: RoomEvent[];
  readonly others: string[];
  stall(): void;
  read(): void;
}

let http: HttpServer;
let io: ChatServer;
let live: SocketIoLiveSessions;
let members: Member[];
let version: number;

beforeEach(async () => {
  [members, version] = [[], 0];
  http = createServer().listen(0);
  io = createSocketServer({ allowedOrigin: () => true, polling: false });
  live = new SocketIoLiveSessions(io, new FakeClock());
  io.attach(http);
  await once(http, "listening");
});

afterEach(async () => {
  for (const { client } of members) client.close();
  await io.close();
});

const aMember = async (): Promise<Member> => {
  const { port } = http.address() as AddressInfo;
  const client = connect(`http://localhost:${port}`, { transports: ["websocket"], reconnection: false });
  const [events, others]: [RoomEvent[], string[]] = [[], []];
  client.on("events", (packet: RoomEvent[]) => events.push(...packet));
  for (const name of ["me", "rejected", "typing"]) client.on(name, () => others.push(name));
  await new Promise<void>((resolve) => client.once("connect", resolve));
  const socket = io.sockets.sockets.get(client.id ?? "")!;
  live.join(socket.id, lobby);
  const { _socket: wire } = (client.io.engine.transport as unknown as { ws: { _socket: NodeJS.ReadableStream } }).ws;
  const member = { client, socket, events, others, stall: () => void wire.pause(), read: () => void wire.resume() };
  members.push(member);
  return member;
};

const until = (isSo: () => boolean) => eventually(async () => isSo() || undefined, String(isSo));

const post = async (): Promise<void> => {
  live.toRoom(lobby, [aMessageEvent((version += 1), text)]);
  await turn();
};
const fallBehind = async ({ socket }: Member): Promise<void> => {
  while (!socket.data.lag) await post();
};
const versions = ({ events }: Member) => events.map((event) => event.version);
const upTo = (last: number) => Array.from({ length: last }, (_, index) => index + 1);

describe("a socket that does not keep up", () => {
  it("is passed over until it has drained, and then told where its room stands", async () => {
    const [slow, quick] = [await aMember(), await aMember()];
    slow.stall();
    await fallBehind(slow);
    const lastSent = version - 1;
    const held = unsentBytes(slow.socket);
    for (let count = 0; count < 100; count += 1) await post();
    expect(unsentBytes(slow.socket)).toBeLessThanOrEqual(held);
    slow.read();
    await until(() => unsentBytes(slow.socket) === 0);
    lookAfterSlow(io, 0);
    await post();
    await until(() => slow.events.at(-1)?.version === version && quick.events.length === version);
    expect(slow.events.slice(lastSent)).toMatchObject([
      { type: "head", roomId: "lobby", prev: version - 1, version: version - 1 },
      { type: "message", prev: version - 1, version },
    ]);
    expect([versions(slow).slice(0, lastSent), versions(quick)]).toEqual([upTo(lastSent), upTo(version)]);
  });

  it("gets what the room gets next, in order, when it has drained by then", async () => {
    const slow = await aMember();
    slow.stall();
    await fallBehind(slow);
    const missed = version;
    slow.read();
    await until(() => unsentBytes(slow.socket) === 0);
    await post();
    await until(() => slow.events.at(-1)?.version === version);
    expect(slow.events.slice(-2)).toMatchObject([{ type: "head", version: missed }, { type: "message" }]);
  });

  it("is told what is for it alone all the same, but for events of rooms", async () => {
    const slow = await aMember();
    slow.stall();
    await fallBehind(slow);
    live.toSession(slow.socket.id, [aMessageEvent(7, "hello", "den"), aMessageEvent(8, "hello", "den")]);
    live.me(slow.socket.id, []);
    live.rejected(slow.socket.id, { commandId: "c", roomId: "lobby", code: "forbidden", message: "No." });
    slow.read();
    await until(() => unsentBytes(slow.socket) === 0);
    lookAfterSlow(io, 0);
    await until(() => slow.events.at(-1)?.roomId === "den");
    expect(slow.others).toEqual(["me", "rejected"]);
    expect(slow.events.slice(-2)).toMatchObject([
      { roomId: "lobby", prev: version, version },
      { roomId: "den", prev: 8, version: 8 },
    ]);
  });

  it("is not told who is typing, and not told later; others are, and nobody who is not named", async () => {
    const [slow, quick, other] = [await aMember(), await aMember(), await aMember()];
    slow.stall();
    await fallBehind(slow);
    await until(() => quick.events.length === version);
    live.typing([slow.socket.id, quick.socket.id], typingIn(lobby, "alice", true));
    live.typing([], typingIn(lobby, "bob", true));
    await until(() => quick.others.length === 1);
    slow.read();
    await until(() => unsentBytes(slow.socket) === 0);
    for (const { socket } of members) live.me(socket.id, []);
    await until(() => members.every(({ others }) => others.includes("me")));
    expect([slow.others, quick.others, other.others]).toEqual([["me"], ["typing", "me"], ["me"]]);
  });

  it("hears nothing more of a room that it has left meanwhile", async () => {
    const slow = await aMember();
    slow.stall();
    await fallBehind(slow);
    live.leave(slow.socket.id, lobby);
    slow.read();
    await until(() => unsentBytes(slow.socket) === 0);
    lookAfterSlow(io, 0);
    live.me(slow.socket.id, []);
    await until(() => slow.others.length === 1);
    expect(versions(slow)).toEqual(upTo(version - 1));
  });

  it("is dropped within ten seconds when it does not drain, though it is looked for only once a second", async () => {
    const [slow, quick] = [await aMember(), await aMember()];
    slow.stall();
    await fallBehind(slow);
    const fellBehindAt = 50_000;
    for (const second of upTo(8)) lookAfterSlow(io, fellBehindAt + second * 1_000);
    expect(slow.socket.connected).toBe(true);
    lookAfterSlow(io, fellBehindAt + 9_000);
    await until(() => !slow.socket.connected);
    expect(quick.socket.connected).toBe(true);
  });

  it("is dropped at once with a megabyte unsent", async () => {
    const slow = await aMember();
    slow.stall();
    await fallBehind(slow);
    const message = "x".repeat(600_000);
    live.rejected(slow.socket.id, { commandId: "c", roomId: "lobby", code: "forbidden", message });
    lookAfterSlow(io, 0);
    await until(() => !slow.socket.connected);
  });
});

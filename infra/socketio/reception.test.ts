import { once } from "node:events";
import type { Server as HttpServer } from "node:http";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import type { Socket } from "socket.io-client";
import { Manager } from "socket.io-client";
import { FakeClock } from "../../test/support/fake-clock.ts";
import type { Bye } from "../../client/src/contract.ts";
import { eventually } from "../../test/support/wait.ts";
import { bindConnections } from "./bind.ts";
import type { ChatServer } from "./chat-server.ts";
import { createSocketServer } from "./server.ts";

let http: HttpServer;
let io: ChatServer;
let clock: FakeClock;
/** What is in work: greetings and openings that a test lets go on, and fails, one by one. */
let greetings: ((refused?: Bye) => void)[];
/** Whose greeting each is: connections come in whatever order their sockets opened. */
let greeted: unknown[];
let openings: { readonly succeed: () => void; readonly fail: (error: Error) => void }[];
let managers: Manager[];
let failures: unknown[];
let asked: number;

const no: Bye = { code: "unauthenticated", message: "No.", retry: "after_auth" };

beforeEach(async () => {
  clock = new FakeClock();
  [greetings, greeted, openings, managers, failures, asked] = [[], [], [], [], [], 0];
  http = createServer().listen(0);
  io = createSocketServer({ allowedOrigin: () => true, polling: false });
  io.use((_socket, next) => {
    asked += 1;
    next();
  });
  bindConnections(io, clock, {
    greet: (auth) =>
      new Promise((resolve) => {
        const open = () => new Promise<void>((succeed, fail) => openings.push({ succeed, fail }));
        const begin = () => ({ open, close: () => {}, answer: async () => ({ ok: true }) });
        greetings.push((refused) => resolve(refused ? { refused } : { begin }));
        greeted.push((auth as { readonly index: number }).index);
      }),
    onUnexpected: (error) => failures.push(error),
  });
  io.attach(http);
  await once(http, "listening");
});

afterEach(async () => {
  for (const manager of managers) manager._close();
  await io.close();
});

const aManager = (): Manager => {
  const { port } = http.address() as AddressInfo;
  const options = { transports: ["websocket"], reconnection: false, autoConnect: false };
  const manager = new Manager(`http://localhost:${port}`, options);
  managers.push(manager);
  return manager;
};

const until = (isSo: () => boolean) => eventually(async () => isSo() || undefined, String(isSo));

/** Clients that have asked for a session, and what each was told. */
const ask = async (count: number) => {
  const told: (Bye | "in" | "gone")[] = [];
  const before = asked;
  const sockets = Array.from({ length: count }, (_, index): Socket => {
    const socket = aManager().socket("/", { auth: { index } });
    socket.on("connect", () => (told[index] = "in"));
    socket.on("connect_error", (error) => (told[index] = (error as Error & { data: Bye }).data));
    return socket.connect();
  });
  await until(() => asked === before + count);
  return { told, sockets };
};

/** Fifty handshakes, greeted and about to be open. */
const fillUp = async (): Promise<void> => {
  await ask(50);
  for (const greeting of greetings.splice(0)) greeting();
  await until(() => openings.length === 50);
};

describe("a handshake", () => {
  it("waits while fifty are in work, until one of these is open", async () => {
    await fillUp();
    const { told } = await ask(2);
    expect(greetings).toHaveLength(0);
    openings[0]?.succeed();
    await until(() => greetings.length === 1);
    greetings[0]?.();
    await until(() => told.length > 0);
    expect([told.filter(Boolean), greetings.length]).toEqual([["in"], 1]);
  });

  it("comes in also when others are refused, or cannot be opened", async () => {
    await ask(50);
    const { told } = await ask(3);
    greetings[0]?.(no);
    greetings[1]?.();
    await until(() => greetings.length === 51 && openings.length === 1);
    openings[0]?.fail(new RangeError("The database is away."));
    await until(() => greetings.length === 52);
    for (const greeting of greetings.splice(50)) greeting();
    await until(() => told.filter(Boolean).length === 2);
    expect([told.filter(Boolean), failures]).toEqual([["in", "in"], [new RangeError("The database is away.")]]);
  });

  it("is sent away when it has waited for five seconds, to come again", async () => {
    await fillUp();
    const { told } = await ask(1);
    await clock.turn(5_000);
    await until(() => told.length === 1);
    expect(told[0]).toMatchObject({ code: "unavailable", retry: "later", reconnectInMs: expect.any(Number) });
  });

  it("gives way to the next one when its client goes while it waits", async () => {
    await fillUp();
    const { sockets } = await ask(1);
    const { told } = await ask(1);
    sockets[0]?.io._close();
    await until(() => io.engine.clientsCount === 51);
    openings[0]?.succeed();
    await until(() => greetings.length === 1);
    greetings[0]?.();
    await until(() => told[0] === "in");
  });

  it("counts until its work is done when its client goes under it", async () => {
    const { sockets } = await ask(50);
    const { told } = await ask(1);
    sockets[7]?.io._close();
    await until(() => io.engine.clientsCount === 50);
    expect(greetings).toHaveLength(50);
    greetings[greeted.indexOf(7)]?.();
    await until(() => greetings.length === 51);
    greetings[50]?.();
    await until(() => told[0] === "in");
    expect(openings).toHaveLength(1);
  });
});

describe("a connection without a session", () => {
  const open = async (): Promise<Manager> => {
    const manager = aManager();
    await new Promise<void>((resolve) => void manager.open(() => resolve()));
    await until(() => io.engine.clientsCount === 1);
    return manager;
  };

  it("is ended after five seconds", async () => {
    await open();
    await clock.turn(4_999);
    expect(io.engine.clientsCount).toBe(1);
    await clock.turn(1);
    await until(() => io.engine.clientsCount === 0);
  });

  it("is not ended for what is in work for it, and has no timer any more", async () => {
    const { told } = await ask(1);
    await clock.turn(19_000);
    greetings[0]?.();
    await until(() => told[0] === "in");
    expect(clock.waiting).toBe(0);
  });

  it("is ended also after one that was refused, or has ended", async () => {
    const manager = await open();
    manager.engine.write("0{}");
    await until(() => greetings.length === 1);
    greetings[0]?.(no);
    await until(() => clock.waiting === 1);
    manager.engine.write("0{}");
    await until(() => greetings.length === 2);
    greetings[1]?.();
    await until(() => openings.length === 1);
    manager.engine.write("1");
    await until(() => clock.waiting === 1);
    await clock.turn(5_000);
    await until(() => io.engine.clientsCount === 0);
  });
});

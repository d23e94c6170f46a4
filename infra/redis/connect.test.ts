import { once } from "node:events";
import type { AddressInfo, Server, Socket } from "node:net";
import { createServer } from "node:net";
import { afterEach, describe, expect, it } from "@jest/globals";
import { FakeTelemetry } from "../../test/support/fakes.ts";
import { connectRedis, RedisUnreachable } from "./connect.ts";

const servers: Server[] = [];
const sockets: Socket[] = [];

afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy();
  for (const server of servers.splice(0)) server.close();
});

/** Something that takes connections, and says this to whatever it is told. */
const aServer = async (says?: string): Promise<number> => {
  const server = createServer((socket) => {
    sockets.push(socket.on("error", () => {}));
    socket.on("data", (data) => {
      // One answer a command: each begins with an asterisk.
      if (says !== undefined) socket.write(says.repeat(data.toString().split("\n*").length));
    });
  }).listen(0, "127.0.0.1");
  servers.push(server);
  await once(server, "listening");
  return (server.address() as AddressInfo).port;
};

const aClosedPort = async (): Promise<number> => {
  const port = await aServer();
  servers.pop()?.close();
  return port;
};

const connectTo = (port: number, telemetry = new FakeTelemetry()) =>
  connectRedis({ url: `redis://chat:s3cret-word@127.0.0.1:${port}/0`, name: "chat", telemetry });

describe("a Redis that cannot be reached", () => {
  it("is refused in a sentence that says where, why and what to do, and nothing secret", async () => {
    const port = await aClosedPort();
    const telemetry = new FakeTelemetry();
    const error: unknown = await connectTo(port, telemetry).catch((refusal: unknown) => refusal);
    expect(error).toBeInstanceOf(RedisUnreachable);
    expect(error).toMatchObject({
      name: "RedisUnreachable",
      message: `Redis cannot be reached at 127.0.0.1:${port}: connect ECONNREFUSED 127.0.0.1:${port}. Start it there, or correct REDIS_URL.`,
    });
    expect(telemetry.count("linkChanged")).toBe(0);
  });

  it("has a reason also where a name has several addresses", async () => {
    const port = await aClosedPort();
    const url = `redis://localhost:${port}`;
    await expect(connectRedis({ url, name: "chat", telemetry: new FakeTelemetry() })).rejects.toThrow(
      new RegExp(`^Redis cannot be reached at localhost:${port}: .*ECONNREFUSED`),
    );
  });

  it("is one that does not take the password, too", async () => {
    const port = await aServer("-WRONGPASS invalid username-password pair\r\n");
    const refused = connectTo(port);
    await expect(refused).rejects.toThrow("WRONGPASS invalid username-password pair");
    await expect(refused).rejects.not.toThrow("s3cret-word");
  });

  it("is one that never answers, after a few seconds", async () => {
    await expect(connectTo(await aServer())).rejects.toThrow("Expecting data, but didn't receive any in 5000ms");
  });
});

describe("a Redis that was there, and is away", () => {
  it("is tried for each second, however long that takes", async () => {
    const redis = await connectTo(await aServer("+OK\r\n"));
    const pauses = Array.from({ length: 200 }, (_, index) => Number(redis.options.retryStrategy?.(index + 1)));
    redis.disconnect();
    expect(Math.max(...pauses)).toBeLessThanOrEqual(1_000);
    expect(new Set(pauses).size).toBeGreaterThan(100);
  });
});

import { once } from "node:events";
import type { Server } from "node:http";
import { Agent, createServer, get } from "node:http";
import type { AddressInfo } from "node:net";

import { afterEach, describe, expect, it } from "@jest/globals";

import type { Balancer } from "../support/balancer.ts";
import { startBalancer } from "../support/balancer.ts";

const servers: Server[] = [];
const balancers: Balancer[] = [];

afterEach(async () => {
  await Promise.all(balancers.splice(0).map((balancer) => balancer.close()));
  for (const server of servers.splice(0)) server.close().closeAllConnections();
});

/** A server that answers with its name. */
const named = async (name: string): Promise<string> => {
  const server = createServer((_request, response) => void response.end(name)).listen(0);
  await once(server, "listening");
  servers.push(server);
  return `http://localhost:${(server.address() as AddressInfo).port}`;
};

const balance = async (addresses: readonly string[]): Promise<Balancer> => {
  const balancer = await startBalancer(addresses);
  balancers.push(balancer);
  return balancer;
};

/** Over a connection of its own, unless an agent keeps one. */
const nameAt = (url: string, agent = new Agent()): Promise<string> =>
  new Promise((resolve, reject) => {
    get(url, { agent }, (response) => {
      response.on("data", (name: Buffer) => resolve(name.toString()));
    }).on("error", reject);
  });

describe("the balancer of the tests", () => {
  it("gives consecutive connections to different processes", async () => {
    const { address } = await balance([await named("one"), await named("two")]);
    const names = [];
    for (let asked = 0; asked < 4; asked += 1) names.push(await nameAt(address));
    expect(names.toSorted()).toEqual(["one", "one", "two", "two"]);
    expect(names[0]).not.toBe(names[1]);
  });

  it("leaves a connection where it is", async () => {
    const { address } = await balance([await named("one"), await named("two")]);
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const names = [await nameAt(address, agent), await nameAt(address, agent), await nameAt(address, agent)];
    agent.destroy();
    expect(new Set(names).size).toBe(1);
  });

  it("passes over a process that is gone, and takes one that comes", async () => {
    const one = await named("one");
    const balancer = await balance([one, "http://localhost:1"]);
    expect([await nameAt(balancer.address), await nameAt(balancer.address)]).toEqual(["one", "one"]);
    balancer.sendTo(["http://localhost:1", await named("two")]);
    expect([await nameAt(balancer.address), await nameAt(balancer.address)]).toEqual(["two", "two"]);
  });

  it("ends the connection of a caller whom no process takes", async () => {
    const { address } = await balance(["http://localhost:1"]);
    await expect(nameAt(address)).rejects.toMatchObject({ code: "ECONNRESET" });
  });
});

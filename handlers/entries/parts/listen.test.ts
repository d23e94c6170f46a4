import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, it } from "@jest/globals";
import { listen } from "./listen.ts";

const portOf = (server: ReturnType<typeof createServer>): number => (server.address() as AddressInfo).port;

it("resolves when the server takes connections", async () => {
  const server = createServer((_request, response) => response.end("here"));
  await listen(server, 0);
  const answer = await fetch(`http://127.0.0.1:${portOf(server)}`, { headers: { connection: "close" } });
  expect(await answer.text()).toBe("here");
  server.close();
  await once(server, "close");
});

it("rejects when the port is in use, and names it", async () => {
  const [first, second] = [createServer(), createServer()];
  await listen(first, 0);
  const port = portOf(first);
  await expect(listen(second, port)).rejects.toMatchObject({ code: "EADDRINUSE", port });
  first.close();
  await once(first, "close");
});

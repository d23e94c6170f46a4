import { once } from "node:events";
import type { Server } from "node:http";

/** In milliseconds. A caller that is slower than this is no caller, and a connection must outlive a balancer's patience. */
const headersMs = 10_000;
const requestMs = 30_000;
const keepAliveMs = 65_000;

/** Resolves when the server takes connections; rejects when the port cannot be had. */
export const listen = async (server: Server, port: number): Promise<void> => {
  server.headersTimeout = headersMs;
  server.requestTimeout = requestMs;
  server.keepAliveTimeout = keepAliveMs;
  server.listen(port);
  await once(server, "listening");
};

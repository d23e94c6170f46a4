import { once } from "node:events";
import type { Server } from "node:http";

/** In milliseconds. A caller that is slower than this is no caller, and a connection must outlive a balancer's patience. */
const headersMs = 10_000;
const requestMs = 30_000;
const keepAliveMs = 65_000;

/** Connections that may wait to be taken. Past it the kernel drops them without a word, and each tries again seconds later. */
const backlog = 4_096;

/**
 * A server that closes waits for its connections, and one over which a caller keeps asking never ends by itself: each
 * answer from then on is its connection's last.
 */
const letGoWhenClosing = (server: Server): void => {
  server.prependListener("request", (_request, response) => {
    if (!server.listening) response.setHeader("Connection", "close");
    response.once("close", () => {
      // The connection counts as idle only after this turn.
      if (!server.listening) setImmediate(() => server.closeIdleConnections());
    });
  });
};

/** Resolves when the server takes connections; rejects when the port cannot be had. */
export const listen = async (server: Server, port: number): Promise<void> => {
  letGoWhenClosing(server);
  server.headersTimeout = headersMs;
  server.requestTimeout = requestMs;
  server.keepAliveTimeout = keepAliveMs;
  server.listen({ port, backlog });
  await once(server, "listening");
};
